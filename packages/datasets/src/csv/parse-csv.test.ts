import { InvalidData, InvalidInput, toNested } from "@ntkit/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv } from "./parse-csv.ts";
import type { CsvOptions } from "./table.ts";

const read = (text: string, options?: CsvOptions) => toNested(parseCsv(text, options).values);

describe("what is read", () => {
  const numbers = [
    [1, 2.5],
    [-3, 1e-7],
  ];

  test.each([
    ["commas", "1,2.5\n-3,1e-7\n"],
    ["semicolons", "1;2.5\n-3;1e-7"],
    ["tabs", "1\t2.5\n-3\t1e-7\n"],
    ["bars", "1|2.5\n-3|1e-7\n"],
    ["blanks, as numpy.savetxt writes", "1.000e+00 2.5\n  -3   1e-7  \n"],
    ["blanks after commas", "1, 2.5\n -3 , 1e-7"],
    ["carriage returns", "1,2.5\r\n-3,1e-7\r\n"],
    ["quotes", '"1","2.5"\n"-3",1e-7\n'],
    ["a byte-order mark", "\ufeff1,2.5\n-3,1e-7\n"],
    ["blank lines", "\n1,2.5\n\n   \n-3,1e-7\n\n\n"],
    ["comments", "# made by hand; two rows\n1,2.5\n# half\n-3,1e-7\n"],
    ["other ways of writing a number", "+1.,2.50\n-3.0,.1E-6\n"],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual(numbers);
  });

  test("a header is a first row without numbers", () => {
    expect(parseCsv("a, b \n1,2\n")).toMatchObject({ columnNames: ["a", "b"], values: { shape: [1, 2] } });
    expect(parseCsv("1,2\n3,4\n")).not.toHaveProperty("columnNames");
    expect(parseCsv("1,2\n3,4\n", { header: true })).toMatchObject({ columnNames: ["1", "2"], values: { shape: [1, 2] } });
    expect(parseCsv('"width; m","x, y"\n1,2\n', { delimiter: "," }).columnNames).toEqual(["width; m", "x, y"]);
  });

  test("a single column, a single row, a single number", () => {
    expect(read("1\n2\n3\n")).toEqual([[1], [2], [3]]);
    expect(read("1,2,3")).toEqual([[1, 2, 3]]);
    expect(read("7")).toEqual([[7]]);
  });

  test("any matrix that is written is read to the last bit", () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    const matrices = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(doubles, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(matrices, fc.constantFrom(",", ";", "\t", "|", " "), fc.constantFrom("\n", "\r\n"), (rows, delimiter, end) => {
        expect(read(rows.map((row) => row.map((v) => (Object.is(v, -0) ? "-0" : String(v))).join(delimiter)).join(end))).toEqual(rows);
      }),
    );
  });
});

describe("what is refused, with its row as an editor counts lines and its column", () => {
  test.each<[string, string, string, CsvOptions?]>([
    [
      "text",
      "1,2\n3,x4\n",
      'x.csv row 2, column 2: expected a finite number, found "x4". Put a number in; if the first row holds column names, read the file with header: true.',
    ],
    ["text below a header", "a,b\n1,2\n3,four\n", 'x.csv row 3, column 2 (b): expected a finite number, found "four".'],
    ["NaN", "1,2\n\n3,nan\n", 'x.csv row 3, column 2: expected a finite number, found "nan". Drop this row or this column, or put a number in.'],
    ["NaN in the first row, which is then no header", "NaN,NaN\n1,2\n", 'x.csv row 1, column 1: expected a finite number, found "NaN".'],
    ["infinity", "1,2\n-Inf,3\n", 'x.csv row 2, column 1: expected a finite number, found "-Inf".'],
    [
      "a number too large for float64",
      "1,1e999\n",
      'x.csv row 1, column 2: expected a finite number, found "1e999". Drop this row or this column, or put a number in.',
    ],
    [
      "an empty cell",
      "# c\na,b\n1,\n",
      "x.csv row 3, column 2 (b): expected a finite number, found an empty cell. Drop this row or this column, or put a number in.",
    ],
    ["a decimal comma", "1,5;2\n", 'x.csv row 1, column 1: expected a finite number, found "1,5". Write decimals with a point.'],
    ["hexadecimal", "0x10,1\n", 'x.csv row 1, column 1: expected a finite number, found "0x10".'],
    ["a mixed first row, which is no header", "label,1,2\n7,0,0\n", 'x.csv row 1, column 1: expected a finite number, found "label".'],
    ["ragged rows", "1,2\n3,4\n\n5\n", "x.csv row 4: ragged rows: expected 2 cells, as in row 1, found 1. Give every row the same number of cells."],
    ["no rows", "", "x.csv: no rows. Give at least one row of numbers."],
    ["blank lines and comments only", "\n# a\n \n", "x.csv: no rows."],
    ["a header only", "a,b\n", "x.csv: no rows below the column names."],
    ["an open quote", '1,2\n3,"4\n5,6\n', "x.csv row 2: a quote that is not closed"],
    ["text after a cell with line breaks", '"a\nb\n",c\n1,2\nx,1\n', 'x.csv row 5, column 1 (a b): expected a finite number, found "x".', { delimiter: "," }],
  ])("%s", (_, text, message, options) => {
    expect(() => parseCsv(text, { path: "x.csv", ...options })).toThrow(InvalidData);
    expect(() => parseCsv(text, { path: "x.csv", ...options })).toThrow(message);
  });

  test("without a name, the text is called csv", () => {
    expect(() => parseCsv("1,x")).toThrow("csv row 1, column 2: ");
  });

  test.each(["", ",,", '"', "\n", "#"])("the delimiter %j", (delimiter) => {
    expect(() => parseCsv("1,2", { delimiter })).toThrow(InvalidInput);
  });
});

test("a million cells", () => {
  const text = Array.from({ length: 10_000 }, (_, i) => Array.from({ length: 100 }, (_x, j) => i * j).join(",")).join("\n");
  const { values } = parseCsv(text);
  expect(values.shape).toEqual([10_000, 100]);
  expect(values.data[9_999 * 100 + 99]).toBe(9_999 * 99);
});
