import { architectureJsonSchema, type Layer, type Nonlinearity } from "@ntkit/architectures";
import { describeAllFields, type Field, show, suggestion, UnknownName } from "@ntkit/core";
import type { Dataset } from "@ntkit/datasets";
import { experimentSchema } from "@ntkit/experiment";
import { print, variable } from "@ntkit/formula";
import { optimisers, recorders } from "@ntkit/training";
import type { Command } from "commander";
import type { z } from "zod";
import { alignedRows, fieldTable } from "../fields.ts";
import type { Io } from "../io.ts";
import { plugins } from "../plugins.ts";

/** What every plugin that is written as JSON has. */
interface Kind {
  readonly kind: string;
  readonly schema: z.ZodType;
  readonly example?: unknown;
  readonly references?: readonly string[];
}

/** A name that can be explained, and how. */
interface Entry {
  readonly group: string;
  readonly name: string;
  explain(): string;
}

export function addExplainCommand(program: Command, io: Io): void {
  program
    .command("explain")
    .description("list what an experiment may name, or tell the fields of one of them")
    .argument("[name]", "a kind (dense, relu, eigen, mse, …), a data set, or: experiment, training, architecture")
    .action((name: string | undefined) => {
      io.out.write(`${name === undefined ? overview() : explained(name)}\n`);
    });
}

function entries(): Entry[] {
  const { architectures, datasets, kernels, losses, preparations, solvers } = plugins;
  const kinds = (group: string, registry: Readonly<Record<string, Kind>>) =>
    Object.values(registry).map((kind): Entry => ({ group, name: kind.kind, explain: () => aboutKind(group, kind) }));
  return [
    ...Object.values(architectures.layers).map((layer): Entry => ({ group: "layer", name: layer.kind, explain: () => aboutLayer(layer) })),
    ...Object.values(architectures.nonlinearities).map((n): Entry => ({ group: "nonlinearity", name: n.kind, explain: () => aboutNonlinearity(n) })),
    ...kinds("kernel", kernels),
    ...kinds("loss", losses),
    ...kinds("solver", solvers),
    ...kinds("optimiser", optimisers),
    ...kinds("recorder", recorders),
    ...kinds("preparation", preparations),
    ...Object.values(datasets).map((d): Entry => ({ group: "data set", name: d.name, explain: () => aboutDataset(d) })),
    { group: "format", name: "experiment", explain: () => paragraph("an experiment", [], describeAllFields(experimentSchema)) },
    { group: "format", name: "training", explain: () => paragraph("how networks of finite width are trained", [], trainingFields()) },
    { group: "format", name: "architecture", explain: () => paragraph("an architecture", [], architectureFields()) },
  ];
}

/** Those of the section of an experiment, without its name before them. */
const trainingFields = (): Field[] =>
  describeAllFields(experimentSchema).flatMap((field) =>
    field.name.startsWith("training.") ? [{ ...field, name: field.name.slice("training.".length) }] : [],
  );

function overview(): string {
  const all = entries();
  const groups = [...new Set(all.map(({ group }) => group))];
  const rows = groups.map((group) => [group, all.flatMap((entry) => (entry.group === group ? [entry.name] : [])).join(", ")]);
  return `${alignedRows(rows, "")}\n\nFields, defaults and units: ntkit explain <name>`;
}

function explained(name: string): string {
  const all = entries();
  const found = all.filter((entry) => entry.name === name);
  if (found.length > 0) return found.map((entry) => entry.explain()).join("\n\n");
  const known = [...new Set(all.map((entry) => entry.name))];
  throw new UnknownName({ path: "explain", problem: "unknown name", found: show(name), remedy: suggestion(name, known) });
}

function paragraph(title: string, facts: readonly (readonly [string, string])[], fields: readonly Field[]): string {
  return [title, ...(fields.length === 0 ? [] : [fieldTable(fields)]), ...(facts.length === 0 ? [] : [alignedRows(facts)])].join("\n");
}

function aboutKind(group: string, { kind, schema, example, references = [] }: Kind, facts: readonly (readonly [string, string])[] = []): string {
  const shown: (readonly [string, string])[] = [
    ...facts,
    ...(example === undefined ? [] : [["example", JSON.stringify(example)] as const]),
    ...(references.length === 0 ? [] : [["source", references.join("; ")] as const]),
  ];
  const fields = describeAllFields(schema).filter(({ name }) => name !== "kind");
  return paragraph(`${group} ${kind}${schema.description === undefined ? "" : `: ${schema.description}`}`, shown, fields);
}

function aboutLayer(layer: Layer): string {
  const width = [...(layer.propagate === undefined ? [] : ["infinite"]), ...(layer.finite === undefined ? [] : ["finite"])];
  return aboutKind("layer", layer, [["rules", `at ${width.join(" and ")} width`]]);
}

function aboutNonlinearity(nonlinearity: Nonlinearity): string {
  const formula = nonlinearity.apply?.(nonlinearity.example, variable("x"));
  const dual = nonlinearity.dual === undefined ? "by quadrature" : "in closed form";
  return aboutKind("nonlinearity", nonlinearity, [["kernel", dual], ...(formula === undefined ? [] : [["φ(x), of the example", print(formula)] as const])]);
}

function aboutDataset(dataset: Dataset): string {
  const { title, samples, featureNames, source } = dataset;
  const target = dataset.task === "classification" ? (["classes", dataset.classNames.join(", ")] as const) : (["target", dataset.targetName] as const);
  return paragraph(
    `data set ${dataset.name}: ${title}`,
    [
      ["samples", `${samples} of ${featureNames.length} features`],
      ["features", featureNames.length > 40 ? `${featureNames.slice(0, 2).join("; ")}; …` : featureNames.join("; ")],
      target,
      ["source", `${source.citation}. ${source.url}`],
      ["licence", source.licence],
    ],
    [],
  );
}

function architectureFields(): Field[] {
  const { properties, required = [] } = architectureJsonSchema(plugins.architectures) as {
    readonly properties: Readonly<
      Record<string, { readonly type?: string; readonly enum?: readonly string[]; readonly default?: unknown; readonly description?: string }>
    >;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, field]) => ({
    name,
    type: field.enum ?? field.type ?? "array",
    required: required.includes(name),
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.description === undefined ? {} : { description: field.description }),
  }));
}
