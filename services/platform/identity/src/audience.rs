//! For whom a token is: the service that a path belongs to.

/// Of `/o2c.orders.v1.OrdersService/GetOrder` it is `orders`. Both ends read it from the path, so they cannot differ.
#[must_use]
pub fn audience_of(path: &str) -> &str {
    path.trim_start_matches('/').split('.').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_is_the_service_of_a_path() {
        assert_eq!(audience_of("/o2c.orders.v1.OrdersService/GetOrder"), "orders");
        assert_eq!(audience_of("o2c.runtime.v1.ClockService/AdvanceTo"), "runtime");
        assert_eq!(audience_of("/"), "");
    }
}
