//! The proof of one method.

use std::collections::BTreeMap;

use bytes::Bytes;
use o2c_integration_tests::refusal;
use prost::Message;
use prost_reflect::{DynamicMessage, Value};
use tonic::Code;

use crate::{
    book::{Book, Reader},
    business::Business,
    examples::Example,
    methods::Method,
    mutants::{Mutant, mutants},
    wire::{Answered, Line},
};

/// Copies that are sent at once, and as many again one after the other.
pub const COPIES: usize = 50;

/// Methods whose first answer alone has a field: what is told there is kept nowhere.
const TOLD_ONCE: &[(&str, &str)] = &[("o2c.gateway.v1.ApiKeysService.CreateApiKey", "secret")];

/// What was seen of a method.
#[derive(Default)]
pub struct Seen {
    pub retries: usize,
    /// Answers that had what is told once.
    told: usize,
    /// Requests with the same id and one field changed, by the reason of their refusal.
    pub refused: BTreeMap<String, usize>,
}

/// One copy, whose effect the hundred are compared with.
pub async fn once(line: &Line, business: &Business, method: &Method, example: &Example) {
    let answer = line.call(method, example.request.clone()).await;
    answer.result.unwrap_or_else(|status| panic!("{}: the example is refused: {status:?}", method.name));
    business.mesh.settle().await;
}

/// A refusal, then a hundred copies, then every changed field; what was seen, and what is stored at the end.
pub async fn hundred(
    line: &Line,
    business: &Business,
    reader: &Reader,
    method: &Method,
    example: &Example,
) -> (Seen, Book) {
    let mut seen = Seen::default();
    if let Some((request, reason)) = &example.refused {
        let refused = line.call(method, request.clone()).await.result.expect_err(&method.name);
        assert_eq!(refusal(&refused), *reason, "{}: {refused:?}", method.name);
    }

    let at_once: Vec<_> = (0..COPIES)
        .map(|_| {
            let (line, method, request) = (line.clone(), method.clone(), example.request.clone());
            tokio::spawn(async move { line.call(&method, request).await })
        })
        .collect();
    let mut answer = None;
    for copy in at_once {
        same(method, &mut answer, copy.await.unwrap(), &mut seen);
    }
    business.mesh.settle().await;

    let before = reader.read(&business.mesh).await;
    for _ in 0..COPIES {
        same(method, &mut answer, line.call(method, example.request.clone()).await, &mut seen);
    }
    let once = TOLD_ONCE.iter().filter(|(name, _)| *name == method.name).count();
    assert_eq!(seen.told, once, "{}: how often something is told that is told once", method.name);
    if method.is_batch() {
        twice_in_a_batch(line, method, example).await;
    }
    if example.refused.is_some() {
        changed_fields(line, method, example, &mut seen).await;
    }
    business.mesh.settle().await;
    let after = reader.read(&business.mesh).await;
    let differences = before.differences(&after);
    assert!(differences.is_empty(), "{}: a copy had an effect of its own: {differences:#?}", method.name);
    (seen, after)
}

/// Each copy is accepted, with the bytes of the first one's answer.
fn same(method: &Method, answer: &mut Option<Bytes>, copy: Answered, seen: &mut Seen) {
    seen.retries += copy.retries;
    let bytes = copy.result.unwrap_or_else(|status| panic!("{}: a copy is refused: {status:?}", method.name));
    let bytes = without_told_once(method, bytes, seen);
    let first = answer.get_or_insert_with(|| bytes.clone());
    assert_eq!(*first, bytes, "{}: a copy has another answer", method.name);
}

/// The answer without what the first one alone has.
fn without_told_once(method: &Method, answer: Bytes, seen: &mut Seen) -> Bytes {
    let Some((_, field)) = TOLD_ONCE.iter().find(|(name, _)| *name == method.name) else { return answer };
    let mut message = DynamicMessage::decode(method.descriptor.output(), answer).unwrap();
    if message.has_field_by_name(field) {
        seen.told += 1;
        message.clear_field_by_name(field);
    }
    message.encode_to_vec().into()
}

/// Two copies in one batch get the same answer.
async fn twice_in_a_batch(line: &Line, method: &Method, example: &Example) {
    let mut batch = example.dynamic(method);
    let mut items = items(&batch);
    items.push(items[0].clone());
    batch.set_field_by_name("requests", Value::List(items));
    let answer = line.call(method, batch.encode_to_vec().into()).await.result.expect(&method.name);
    let answer = DynamicMessage::decode(method.descriptor.output(), answer).unwrap();
    let results = answer.get_field_by_name("results").unwrap().as_list().unwrap().to_vec();
    assert_eq!(results.len(), 2, "{}", method.name);
    assert_eq!(results[0], results[1], "{}: the same item twice has two answers", method.name);
}

/// The same id for another request is refused as such, or because the request is wrong by itself.
async fn changed_fields(line: &Line, method: &Method, example: &Example, seen: &mut Seen) {
    for mutant in changed(method, example) {
        let Answered { result, .. } = line.call(method, mutant.message.encode_to_vec().into()).await;
        let status = result.expect_err(&format!("{} with another `{}` is accepted", method.name, mutant.field));
        assert_eq!(status.code(), Code::InvalidArgument, "{}, `{}`: {status:?}", method.name, mutant.field);
        *seen.refused.entry(refusal(&status)).or_default() += 1;
    }
    assert!(seen.refused.contains_key("REQUEST_ID_REUSED"), "{}: {:?}", method.name, seen.refused);
}

fn changed(method: &Method, example: &Example) -> Vec<Mutant> {
    let request = example.dynamic(method);
    if !method.is_batch() {
        return mutants(&request);
    }
    let items = items(&request);
    let inner = mutants(items[0].as_message().unwrap()).into_iter();
    let outer = inner.map(|mutant| {
        let mut batch = request.clone();
        batch.set_field_by_name("requests", Value::List(vec![Value::Message(mutant.message)]));
        Mutant { field: mutant.field, message: batch }
    });
    outer.collect()
}

fn items(batch: &DynamicMessage) -> Vec<Value> {
    batch.get_field_by_name("requests").unwrap().as_list().unwrap().to_vec()
}
