use crate::{
    story::{Story, three_orders},
    world::{in_both_worlds, kpi, of_tenant, term, window},
};

#[tokio::test]
async fn the_kpis_of_three_orders_add_up_by_hand() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let january = world.kpis("2026-01-01", "2026-01-30").await;

        // credit sales 300.00 without the walk-in; open are 80.00 past due and a credit note over 15.00
        assert_eq!(term(&january, "dso_days", "credit_sales"), "300.00");
        assert_eq!(term(&january, "dso_days", "ending_ar"), "65.00");
        assert_eq!(term(&january, "bpdso_days", "ending_current_ar"), "-15.00");
        assert_eq!(kpi(&january, "dso_days").as_deref(), Some("6.50"));
        assert_eq!(kpi(&january, "bpdso_days").as_deref(), Some("-1.50"));
        assert_eq!(kpi(&january, "add_days").as_deref(), Some("8.00"));
        // (0 + 300 − 65) ÷ (0 + 300 + 15) × 100
        assert_eq!(kpi(&january, "cei_percent").as_deref(), Some("74.60"));
        // 24, 48 and 2 hours
        assert_eq!(kpi(&january, "order_cycle_hours").as_deref(), Some("24.67"));
        // 19 days and 3 hours, and 3 hours
        assert_eq!(kpi(&january, "order_to_cash_hours").as_deref(), Some("231.00"));
        assert_eq!(kpi(&january, "invoice_straight_through_percent").as_deref(), Some("66.67"));
        // 1, 1 and 48 hours
        assert_eq!(kpi(&january, "cash_application_hours").as_deref(), Some("16.67"));
        assert_eq!(january.offset, 26);
    })
    .await;
}

#[tokio::test]
async fn balances_are_those_of_the_day_that_is_asked_for() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let ending = async |to: &str| {
            let report = world.kpis("2026-01-03", to).await;
            let of = |kpi, name| term(&report, kpi, name);
            (of("cei_percent", "beginning_ar"), of("dso_days", "ending_ar"), of("bpdso_days", "ending_current_ar"))
        };
        let found = |beginning: &str, ending: &str, current: &str| (beginning.into(), ending.into(), current.into());
        assert_eq!(ending("2026-01-03").await, found("100.00", "300.00", "300.00"));
        assert_eq!(ending("2026-01-13").await, found("100.00", "285.00", "285.00"));
        assert_eq!(ending("2026-01-14").await, found("100.00", "285.00", "85.00"), "one is past due");
        assert_eq!(ending("2026-01-19").await, found("100.00", "285.00", "85.00"));
        assert_eq!(ending("2026-01-20").await, found("100.00", "185.00", "-15.00"));
        assert_eq!(ending("2026-06-30").await, found("100.00", "65.00", "-15.00"));
    })
    .await;
}

#[tokio::test]
async fn every_kpi_names_its_definition_and_is_absent_where_nothing_divides() {
    in_both_worlds(async |world| {
        let report = world.kpis("2026-01-01", "2026-01-31").await;
        let names: Vec<&str> = report.kpis.iter().map(|kpi| kpi.name.as_str()).collect();
        let expected = [
            "dso_days",
            "bpdso_days",
            "add_days",
            "cei_percent",
            "order_cycle_hours",
            "order_to_cash_hours",
            "invoice_straight_through_percent",
            "cash_application_hours",
        ];
        assert_eq!(names, expected);
        for kpi in &report.kpis {
            assert_eq!((kpi.value.as_ref(), kpi.definition_version), (None, 1), "{}", kpi.name);
            assert!(!kpi.formula.is_empty() && !kpi.terms.is_empty() && !kpi.unit.is_empty());
            assert!(kpi.terms.iter().all(|term| term.value.is_some()));
        }
        assert_eq!(report.offset, 0);
    })
    .await;
}

#[tokio::test]
async fn currencies_and_tenants_are_kept_apart() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let mut other = Story::of_tenant("other");
        other.invoiced("2026-01-05T09:00:00Z", 1, 0, 777, "2026-02-01", false);
        world.take(&other.facts).await;

        let mut euros = window("2026-01-01", "2026-01-30");
        euros.currency_code = "EUR".to_owned();
        let report = world.client.clone().get_kpis(euros).await.unwrap().into_inner();
        assert_eq!(term(&report, "dso_days", "ending_ar"), "0.00");

        let request = of_tenant("other", window("2026-01-01", "2026-01-30"));
        let report = world.client.clone().get_kpis(request).await.unwrap().into_inner();
        assert_eq!(term(&report, "dso_days", "ending_ar"), "7.77");
        assert_eq!(report.offset, 28);
        let report = world.kpis("2026-01-01", "2026-01-30").await;
        assert_eq!((term(&report, "dso_days", "ending_ar"), report.offset), ("65.00".to_owned(), 26));
    })
    .await;
}

#[tokio::test]
async fn neither_sets_nor_the_order_of_producers_matter() {
    in_both_worlds(async |world| {
        let facts = three_orders().facts;
        world.take(&facts).await;
        let expected = world.kpis("2026-01-01", "2026-01-30").await;

        // again for other tenants: one by one, and producer by producer, backwards
        let mut single = facts.clone();
        single.iter_mut().for_each(|fact| fact.tenant = o2c_kernel::TenantId::parse("single").unwrap());
        for fact in &single {
            world.take(std::slice::from_ref(fact)).await;
        }
        let mut backwards = facts.clone();
        backwards.iter_mut().for_each(|fact| fact.tenant = o2c_kernel::TenantId::parse("backwards").unwrap());
        for producer in o2c_analytics::PRODUCERS.iter().rev() {
            let part: Vec<_> = backwards.iter().filter(|fact| &*fact.producer == *producer).cloned().collect();
            world.take(&part).await;
        }
        for tenant in ["single", "backwards"] {
            let request = of_tenant(tenant, window("2026-01-01", "2026-01-30"));
            let found = world.client.clone().get_kpis(request).await.unwrap().into_inner();
            assert_eq!(found.kpis, expected.kpis, "{tenant}");
        }
        assert_eq!(world.deliver(&facts).await.doubles, u64::try_from(facts.len()).unwrap());
        assert_eq!(world.kpis("2026-01-01", "2026-01-30").await, expected, "a second delivery has no effect");
    })
    .await;
}
