import { InvalidData, InvalidInput, toNested, UnknownName } from "@ntkit/core";
import { describe, expect, test } from "vitest";
import { datasets } from "../datasets/index.ts";
import { parseClassificationCsv, parseRegressionCsv, type SamplesCsvOptions } from "./parse-samples.ts";

describe("classes", () => {
  test("by name in the last column, in ascending order", () => {
    const read = parseClassificationCsv("1,2,virginica\n3,4,setosa\n5,6,virginica\n");
    expect(read.classNames).toEqual(["setosa", "virginica"]);
    expect([...read.labels]).toEqual([1, 0, 1]);
    expect(toNested(read.inputs)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(read).not.toHaveProperty("featureNames");
  });

  test("numbers as names are ordered by value", () => {
    const read = parseClassificationCsv("0,10\n0,9\n0,-1\n");
    expect(read.classNames).toEqual(["-1", "9", "10"]);
    expect([...read.labels]).toEqual([2, 1, 0]);
  });

  test("in a named column, wherever it stands", () => {
    const read = parseClassificationCsv("species,width,length\na,1,2\nb,3,4\n", { target: "species" });
    expect(read.featureNames).toEqual(["width", "length"]);
    expect([...read.labels]).toEqual([0, 1]);
    expect([...read.inputs.data]).toEqual([1, 2, 3, 4]);
  });

  test("a first row of names is a header even though classes are names too", () => {
    expect(parseClassificationCsv("width,length,species\n1,2,a\n").featureNames).toEqual(["width", "length"]);
    expect(parseClassificationCsv("1,2,a\n3,4,b\n").labels).toHaveLength(2);
  });

  test("given names fix the numbering, so that two files agree", () => {
    const classNames = ["no", "yes", "maybe"];
    expect([...parseClassificationCsv("1,yes\n2,no\n", { classNames }).labels]).toEqual([1, 0]);
    expect([...parseClassificationCsv("1,maybe\n", { classNames }).labels]).toEqual([2]);
  });

  test("iris, written and read again, is iris", async () => {
    const { inputs, labels } = await datasets.iris.load();
    const { classNames } = datasets.iris;
    const rows = Array.from(labels, (label, i) => [...inputs.data.subarray(4 * i, 4 * i + 4), classNames[label]].join(","));
    const read = parseClassificationCsv(["a,b,c,d,species", ...rows].join("\n"));
    expect(read.classNames).toEqual(classNames);
    expect(read.labels).toEqual(labels);
    expect(read.inputs).toEqual(inputs);
  });
});

test("regression: features and a numeric target, [n, 1]", () => {
  const read = parseRegressionCsv("x1,x2,y\n1,2,0.5\n3,4,-1\n");
  expect(read).toMatchObject({ targetName: "y", featureNames: ["x1", "x2"], targets: { shape: [2, 1] } });
  expect([...read.targets.data]).toEqual([0.5, -1]);
  expect([...parseRegressionCsv("5,1\n6,2\n").targets.data]).toEqual([1, 2]);
  expect([...parseRegressionCsv("y,x\n5,1\n6,2\n", { target: "y" }).targets.data]).toEqual([5, 6]);
});

describe("what is refused", () => {
  const options: SamplesCsvOptions = { path: "x.csv" };

  test("a feature that is no number, with the name of its column", () => {
    expect(() => parseClassificationCsv("w,species\n1,a\nnan,b\n", options)).toThrow('x.csv row 3, column 1 (w): expected a finite number, found "nan".');
  });

  test("a target that is no number, or no class", () => {
    expect(() => parseRegressionCsv("1,2\n1,b\n", options)).toThrow('x.csv row 2, column 2: expected a finite number, found "b".');
    expect(() => parseClassificationCsv("1,a\n2,\n", options)).toThrow(InvalidData);
    expect(() => parseClassificationCsv("1,a\n2,\n", options)).toThrow("x.csv row 2, column 2: no class, found an empty cell.");
  });

  test("a class that is not among the given ones", () => {
    const read = () => parseClassificationCsv("1,yse\n", { ...options, classNames: ["no", "yes"] });
    expect(read).toThrow(UnknownName);
    expect(read).toThrow('x.csv row 1, column 2: unknown class, found "yse". Did you mean "yes"? There are: no, yes.');
  });

  test("a target column that is not there, or that no header names", () => {
    expect(() => parseRegressionCsv("w,price\n1,2\n", { ...options, target: "pricee" })).toThrow(
      'x.csv: unknown column, found "pricee". Did you mean "price"? There are: w, price.',
    );
    expect(() => parseRegressionCsv("1,2\n", { ...options, target: "y", header: false })).toThrow(InvalidInput);
  });

  test("a target without features", () => {
    expect(() => parseRegressionCsv("1\n2\n", options)).toThrow("x.csv: no features beside the target column.");
  });
});
