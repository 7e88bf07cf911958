//! All templates in one tree, so that a path is found in as many steps as it has segments.
//!
//! A literal goes before `*`, and `*` before `**`: `/v1/kpis/dso` is asked before `/v1/kpis/{kpi}`.

use std::collections::HashMap;

use http::Method;

use super::{Reserved, Segment, Template, decode};

/// Where templates end in targets, such as bindings.
#[derive(Debug)]
pub(crate) struct Tree<T> {
    root: Node<T>,
}

#[derive(Debug)]
struct Node<T> {
    literals: HashMap<String, Node<T>>,
    one: Option<Box<Node<T>>>,
    ends: Vec<End<T>>,
    /// Templates whose `**` begins here.
    rest: Vec<End<T>>,
}

#[derive(Debug)]
struct End<T> {
    method: Method,
    verb: Option<String>,
    target: T,
}

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'t, T> {
    Target(&'t T),
    /// The path is known, but under these methods only.
    Methods(Vec<Method>),
    Nothing,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self { literals: HashMap::new(), one: None, ends: Vec::new(), rest: Vec::new() }
    }
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { root: Node::default() }
    }
}

impl<T> Tree<T> {
    /// Adds a template. The target comes back where another template takes the same paths.
    pub(crate) fn insert(&mut self, method: Method, template: &Template, target: T) -> Result<(), T> {
        let mut node = &mut self.root;
        let mut rest = false;
        for segment in &template.segments {
            match segment {
                Segment::Literal(text) => node = node.literals.entry(text.clone()).or_default(),
                Segment::One => node = node.one.get_or_insert_default(),
                Segment::Rest => rest = true,
            }
        }
        let ends = if rest { &mut node.rest } else { &mut node.ends };
        if ends.iter().any(|end| end.method == method && end.verb == template.verb) {
            return Err(target);
        }
        ends.push(End { method, verb: template.verb.clone(), target });
        Ok(())
    }

    /// Finds a raw path, given as its segments. A colon in the last one is a verb if some template has that verb, and
    /// part of the value otherwise.
    pub(crate) fn find(&self, method: &Method, segments: &[&str]) -> Found<'_, T> {
        let mut found = Vec::new();
        if let Some((last, before)) = segments.split_last()
            && let Some((value, verb)) = last.rsplit_once(':')
        {
            let without: Vec<&str> = before.iter().copied().chain([value]).collect();
            self.root.collect(&without, Some(verb), &mut found);
        }
        self.root.collect(segments, None, &mut found);
        match found.iter().find(|end| end.method == *method) {
            Some(end) => Found::Target(&end.target),
            None if found.is_empty() => Found::Nothing,
            None => {
                let mut methods: Vec<Method> = found.into_iter().map(|end| end.method.clone()).collect();
                methods.sort_by(|one, other| one.as_str().cmp(other.as_str()));
                methods.dedup();
                Found::Methods(methods)
            }
        }
    }
}

impl<T> Node<T> {
    /// All ends that a path leads to, the most particular first. As deep as the longest template at most.
    fn collect<'t>(&'t self, segments: &[&str], verb: Option<&str>, found: &mut Vec<&'t End<T>>) {
        let of_verb = |end: &&End<T>| end.verb.as_deref() == verb;
        match segments.split_first() {
            None => found.extend(self.ends.iter().filter(of_verb)),
            Some((first, behind)) => {
                if let Some(next) = decode(first, Reserved::Decoded).and_then(|text| self.literals.get(&*text)) {
                    next.collect(behind, verb, found);
                }
                if let Some(next) = self.one.as_ref().filter(|_| !first.is_empty()) {
                    next.collect(behind, verb, found);
                }
            }
        }
        found.extend(self.rest.iter().filter(of_verb));
    }
}
