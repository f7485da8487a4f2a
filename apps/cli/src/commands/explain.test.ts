import { describe, expect, test } from "vitest";
import { cli } from "../../test/cli.ts";
import { plugins } from "../plugins.ts";

const explain = async (...names: string[]): Promise<string> => {
  const { code, out, err } = await cli(["explain", ...names]);
  expect([code, err]).toEqual([0, ""]);
  return out;
};

const { architectures, datasets, kernels, losses, preparations, solvers } = plugins;
const registries = {
  layer: architectures.layers,
  nonlinearity: architectures.nonlinearities,
  kernel: kernels,
  loss: losses,
  solver: solvers,
  preparation: preparations,
};

test("without a name: everything that an experiment may name, by group", async () => {
  const lines = (await explain()).split("\n");
  for (const [group, registry] of Object.entries(registries)) {
    const [, names] = lines.find((line) => line.startsWith(`${group} `))?.split(/ {2,}/) ?? [];
    expect(names?.split(", ")).toEqual(Object.keys(registry));
  }
  expect(lines.find((line) => line.startsWith("data set"))).toContain(Object.keys(datasets).join(", "));
});

describe("every kind has its fields, which its schema names too", () => {
  test.each(Object.entries(registries).flatMap(([group, registry]) => Object.values(registry).map(({ kind }) => [group, kind] as const)))(
    "%s %s",
    async (group, kind) => {
      const text = await explain(kind);
      const paragraph = text.split("\n\n").find((part) => part.startsWith(`${group} ${kind}`)) ?? "";
      const names = [...paragraph.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);
      const example = JSON.parse(paragraph.match(/^ {2}example +(\{.*\})$/m)?.[1] ?? "{}");
      for (const field of Object.keys(example)) if (field !== "kind") expect(names).toContain(field);
    },
  );
});

test("fields say type, bounds, default, meaning and unit", async () => {
  expect(await explain("dense")).toMatch(/^layer dense\n {2}width +integer > 0, required +output features$/m);
  expect(await explain("eigen")).toMatch(/^ {2}learningRate +number > 0, default 1 .*\[1\/step\]$/m);
  expect(await explain("gp")).toMatch(/^ {2}ridge\.kind +relative \| absolute, required/m);
  expect(await explain("mse")).toContain("loss mse: Squared error, ½ (f − y)² per entry");
});

test("a nonlinearity shows its formula, and whether its kernel has a closed form", async () => {
  expect(await explain("elementwise")).toMatch(/kernel +by quadrature\n {2}φ\(x\), of the example +x \* tanh\(x\)\n/);
  expect(await explain("erf")).toMatch(/kernel +in closed form/);
});

test("a layer tells whether it has a kernel of infinite width, networks of finite width, or both", async () => {
  expect(await explain("dense")).toMatch(/^ {2}rules +at infinite and finite width$/m);
  expect(await explain("conv")).toMatch(/^ {2}rules +at finite width$/m);
});

test("a data set shows its size, classes and source", async () => {
  expect(await explain("iris")).toMatch(
    /^data set iris: Iris flowers\n {2}samples +150 of 4 features\n {2}features +sepal length \(cm\); .*\n {2}classes +setosa, versicolor, virginica\n {2}source +R\. A\. Fisher/,
  );
  expect(await explain("digits")).toContain("pixel 0, 1 (0–16); …");
  expect(await explain("diabetes")).toMatch(/target +disease progression/);
});

test("the formats: an experiment and an architecture", async () => {
  expect(await explain("experiment")).toMatch(/^ {2}data\.source\.dataset +string, required/m);
  expect(await explain("architecture")).toMatch(/^ {2}parameterization +ntk \| standard, default "ntk"/m);
});

test("a name of two things tells both; a misspelt one is refused with the nearest", async () => {
  expect((await explain("rbf")).split("\n\n").map((part) => part.split("\n")[0])).toEqual(["nonlinearity rbf", "kernel rbf"]);
  const { code, err } = await cli(["explain", "standardize"]);
  expect([code, err.slice(0, 95)]).toEqual([2, 'error (unknown-name): explain: unknown name, found "standardize". Did you mean "standardise"? T']);
});
