import { expect, it } from "vitest";
import { bareDocument } from "./render.ts";
import { escapeText, serialise } from "./serialise.ts";
import { element, fitText, textWidth, wrapText } from "./svg.ts";

it("writes attributes in order, rounds numbers, leaves out what is undefined", () => {
  const document = bareDocument();
  const node = element(document, "clipPath", { y: 1 / 3, x: -0.001, id: undefined }, ["a < b & c", element(document, "rect")]);
  expect(serialise(node)).toBe('<clipPath xmlns="http://www.w3.org/2000/svg" x="0" y="0.33">a &lt; b &amp; c<rect/></clipPath>');
});

it("escapes for text and for attributes, and drops what XML forbids", () => {
  expect(escapeText(`<a href="x" title='y'>&`)).toBe("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
  expect(escapeText("a\u0000b\u001bc\td\n")).toBe("a\ufffdb\ufffdc\td\n");
});

it("wraps at spaces but not at no-break spaces, and loses no word", () => {
  const text = "Accuracy 97.4\u00a0% of the digits that were never seen in training";
  const lines = wrapText(text, 12, 120);
  expect(lines.join(" ")).toBe(text);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(120);
  expect(lines.some((line) => line.includes("97.4\u00a0%"))).toBe(true);
});

it("cuts text that does not fit", () => {
  expect(fitText("short", 12, 100)).toBe("short");
  const cut = fitText("a very long name of a class", 12, 60);
  expect(cut).toMatch(/^a ver.*…$/);
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(60);
});
