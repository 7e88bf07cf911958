// Shows openapi.json. Everything from the document is put in as text, never as markup.
"use strict";

const make = (tag, text, className) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};
const at = (id) => document.getElementById(id);

fetch("/openapi.json").then((answer) => answer.json()).then(show, (error) => {
  at("operations").append(make("p", `openapi.json cannot be read: ${error}`));
});

function show(api) {
  at("about").textContent = api.info.description;
  const shown = [];
  for (const tag of api.tags) {
    const section = make("section");
    section.append(make("h2", tag.name), make("p", tag.description));
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (!operation.tags.includes(tag.name)) continue;
        const element = line(api, method, path, operation);
        const words = `${method} ${path} ${operation.operationId} ${operation["x-scope"]}`.toLowerCase();
        shown.push({ element, section, words });
        section.append(element);
      }
    }
    at("operations").append(section);
  }
  for (const { domain, reason, description } of api["x-problem-reasons"]) {
    at("reasons").append(make("dt", `${domain} ${reason}`), make("dd", description));
  }
  const filter = () => {
    const wanted = at("filter").value.trim().toLowerCase();
    const sections = new Set();
    let count = 0;
    for (const { element, section, words } of shown) {
      element.hidden = !words.includes(wanted);
      if (!element.hidden) { sections.add(section); count += 1; }
    }
    for (const { section } of shown) section.hidden = !sections.has(section);
    at("count").textContent = `${count} of ${shown.length} operations`;
  };
  at("filter").addEventListener("input", filter);
  filter();
}

// One operation; what is in it is made when it is opened.
function line(api, method, path, operation) {
  const details = make("details");
  const summary = make("summary");
  summary.append(make("span", method.toUpperCase(), "method"), make("code", path), make("span", operation.summary, "name"));
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(...inside(api, operation));
  });
  return details;
}

function inside(api, operation) {
  const parts = [];
  if (operation.description) parts.push(make("p", operation.description));
  parts.push(make("p", `RPC ${operation["x-rpc"]} · scope ${operation["x-scope"]} · ${operation["x-idempotency"]}`));
  const parameters = operation.parameters.map((one) => resolve(api, one));
  if (parameters.length) {
    parts.push(make("h3", "Parameters"), table(parameters.map((one) =>
      [one.name, `${one.in}, ${type(api, one.schema)}`, one.description || ""])));
  }
  const body = operation.requestBody?.content["application/json"].schema;
  if (body) parts.push(make("h3", "Body"), fields(api, body));
  const answer = Object.values(operation.responses["200"].content)[0].schema;
  parts.push(make("h3", "Answer"), fields(api, answer));
  return parts;
}

function fields(api, schema) {
  const found = resolve(api, schema);
  const rows = Object.entries(found.properties || {}).map(([name, field]) =>
    [name, type(api, field), field.description || ""]);
  const nested = make("div");
  if (found.description) nested.append(make("p", found.description));
  nested.append(rows.length ? table(rows) : make("p", type(api, schema)));
  for (const [name, field] of Object.entries(found.properties || {})) {
    const inner = field.items || field;
    if (!inner.$ref) continue;
    const more = make("details");
    more.append(make("summary", `${name}: ${type(api, field)}`));
    more.addEventListener("toggle", () => {
      if (more.open && more.childElementCount === 1) more.append(fields(api, inner));
    });
    nested.append(more);
  }
  return nested;
}

function type(api, schema) {
  if (schema.$ref) {
    const found = resolve(api, schema);
    return found.enum ? found.enum.join(" | ") : schema.$ref.split("/").pop();
  }
  if (schema.type === "array") return `list of ${schema.items ? type(api, schema.items) : "values"}`;
  return [schema.type || "any value", schema.format].filter(Boolean).join(", ");
}

function resolve(api, schema) {
  if (!schema.$ref) return schema;
  return schema.$ref.slice(2).split("/").reduce((found, key) => found[key], api);
}

function table(rows) {
  const element = make("table");
  for (const [name, kind, text] of rows) {
    const row = make("tr");
    const first = make("td");
    first.append(make("code", name));
    row.append(first, make("td", kind), make("td", text));
    element.append(row);
  }
  return element;
}
