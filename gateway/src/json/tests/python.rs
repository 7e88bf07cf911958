//! Against Python's `google.protobuf.json_format`.

use std::process::Command;

use base64::{Engine, prelude::BASE64_STANDARD};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use serde_json::{Value, json};

use super::{everything, generate::Generator, read_back, real, written};

/// Reads cases a line each: a type, its bytes, our JSON. Says where its own JSON means something else, and answers that.
const SCRIPT: &str = r#"
import base64, json, math, struct, sys
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

pool = descriptor_pool.DescriptorPool()
descriptors = descriptor_pb2.FileDescriptorSet.FromString(open(sys.argv[1], "rb").read())
for file in descriptors.file:
    pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())

def same(ours, theirs):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return ours == theirs or struct.pack("f", ours) == struct.pack("f", theirs)
    return type(ours) is type(theirs) and ours == theirs

for line in open(sys.argv[2]):
    case = json.loads(line)
    kind = message_factory.GetMessageClass(pool.FindMessageTypeByName(case["type"]))
    message = kind.FromString(base64.b64decode(case["bytes"]))
    theirs = json_format.MessageToJson(message, indent=None, descriptor_pool=pool)
    parsed = json_format.Parse(case["json"], kind(), descriptor_pool=pool)
    back = json_format.MessageToJson(parsed, indent=None, descriptor_pool=pool)
    good = same(json.loads(case["json"]), json.loads(theirs)) and same(json.loads(back), json.loads(theirs))
    print(json.dumps({"type": case["type"], "same": good, "theirs": theirs}))
"#;

#[test]
fn our_json_is_that_of_python() {
    let there = Command::new("python3").args(["-c", "import google.protobuf.json_format"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: our_json_is_that_of_python (python3 with the package protobuf is not there)");
        return;
    }
    compared(&std::iter::repeat_n(everything(), 400).collect::<Vec<_>>());
    compared(&real());
}

/// Each direction: what we write is what Python writes, and means to Python what the bytes mean; what Python writes means
/// to us what the bytes mean.
fn compared(descriptors: &[MessageDescriptor]) {
    let mut generator = Generator::new(7, true);
    let messages: Vec<DynamicMessage> = descriptors.iter().map(|descriptor| generator.message(descriptor)).collect();
    let lines = messages.iter().zip(descriptors).map(|(message, descriptor)| {
        let bytes = BASE64_STANDARD.encode(message.encode_to_vec());
        json!({ "type": descriptor.full_name(), "bytes": bytes, "json": written(message) }).to_string()
    });
    let place = tempfile::tempdir().unwrap();
    let (pool, cases) = (place.path().join("descriptors"), place.path().join("cases"));
    std::fs::write(&pool, descriptors[0].parent_pool().encode_to_vec()).unwrap();
    std::fs::write(&cases, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let output = Command::new("python3").arg("-c").arg(SCRIPT).arg(&pool).arg(&cases).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), messages.len());
    for ((answer, message), descriptor) in answers.lines().zip(&messages).zip(descriptors) {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let theirs = answer["theirs"].as_str().unwrap();
        let ours = written(message);
        assert_eq!(answer["same"], true, "{}\nours:   {ours}\ntheirs: {theirs}", answer["type"]);
        // what holds an `Any` is not taken in
        if !theirs.contains("\"@type\"") {
            let read = read_back(descriptor, theirs).unwrap_or_else(|error| panic!("{error}\n{theirs}"));
            assert_eq!(written(&read), ours);
        }
    }
}
