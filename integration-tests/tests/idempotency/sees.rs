//! A proof that cannot fail proves nothing: without their `request_id`, two copies have two effects, and it is seen.

use o2c_integration_tests::Mesh;
use prost::Message;

use crate::{book::Reader, business::Business, examples, methods::mutating, wire::Line};

#[tokio::test]
async fn a_second_effect_is_seen() {
    let mut business = Business::of_tenant(Mesh::new().await, "seen").await;
    let reader = Reader::of(&business.mesh).await;
    let creates = ["BatchReceiveStock", "CreateInvoice", "CreateOrder", "PostBadDebt", "RequestWriteOff"];
    for method in mutating().into_iter().filter(|method| creates.contains(&method.descriptor.name())) {
        let example = examples::example(&mut business, &method.name).await.unwrap();
        let person = example.person;
        let line = Line { transport: business.mesh.mesh.client(), desk: business.mesh.desk.clone(), person };
        let mut request = example.dynamic(&method);
        if method.is_batch() {
            let mut items = request.get_field_by_name("requests").unwrap().as_list().unwrap().to_vec();
            items[0].as_message_mut().unwrap().clear_field_by_name("request_id");
            request.set_field_by_name("requests", prost_reflect::Value::List(items));
        } else {
            request.clear_field_by_name("request_id");
        }

        let mut answers = Vec::new();
        let mut books = Vec::new();
        for _ in 0..2 {
            let answer = line.call(&method, request.encode_to_vec().into()).await;
            answers.push(answer.result.ok());
            business.mesh.settle().await;
            books.push(reader.read(&business.mesh).await);
        }

        let differences = books[0].differences(&books[1]);
        println!("{}: {} tables differ", method.name, differences.len());
        assert!(!differences.is_empty(), "{}", method.name);
        assert_ne!(answers[0], answers[1], "{}", method.name);
    }
}
