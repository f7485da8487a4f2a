import { InvalidInput, ShapeMismatch, UnknownName } from "@ntkit/core";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { figures } from "../figures/index.ts";
import { type Report, reportPage } from "./page.ts";

const hostile = `</script></style><img src=x onerror=alert(1)>"'&`;
const report: Report = {
  title: `Digits ${hostile}`,
  subtitle: `Sub ${hostile}`,
  summary: [{ label: `Accuracy ${hostile}`, value: "97.4 %" }],
  sections: [
    { heading: `Curves ${hostile}`, text: `First ${hostile}\n\nSecond`, figure: { ...figures.curves.example(), title: hostile, caption: hostile } },
    { heading: "Kernel", figure: figures["heat-map"].example() },
    {
      heading: "Table",
      table: {
        caption: hostile,
        columns: ["name", "value", "note"],
        rows: [
          [hostile, 1 / 3, "x"],
          ["b", 2, "y"],
        ],
      },
    },
  ],
  data: { name: "result.json", value: { text: hostile, list: [1, 2.5] } },
  generator: `ntkit 1.2.3 ${hostile}`,
};
const html = reportPage(report);
const { document } = parseHTML(html);
const saved = (link: Element): string => decodeURIComponent((link.getAttribute("href") ?? "").replace(/^data:[^,]*,/, ""));

describe("the report page", () => {
  it("loads nothing from anywhere and runs nothing", () => {
    expect(document.querySelectorAll("script, iframe, object, embed, link[rel=stylesheet]")).toHaveLength(0);
    for (const node of document.querySelectorAll("*")) {
      for (const { name, value } of node.attributes) {
        if (["src", "href", "xlink:href", "srcset", "data", "action"].includes(name)) expect(value).toMatch(/^data:/);
        expect(name).not.toMatch(/^on/);
      }
    }
    const style = document.querySelector("style")?.textContent ?? "";
    expect(style).not.toMatch(/url\(|@import|@font-face/);
    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', "").replaceAll(/href="data:[^"]*"/g, "")).not.toMatch(/https?:/);
    expect(document.querySelector("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content")).toContain("default-src 'none'");
  });

  it("escapes every text", () => {
    expect(html).not.toContain("<img");
    expect(html).not.toContain("</script>");
    expect(document.querySelector("h1")?.textContent).toBe(report.title);
    expect(document.querySelector("th[scope=row]")?.textContent).toBe(hostile);
    expect(document.querySelector("dt")?.textContent).toBe(`Accuracy ${hostile}`);
  });

  it("has one main heading, a heading for each section, paragraphs, and a table with headings", () => {
    expect(document.querySelectorAll("h1")).toHaveLength(1);
    expect(document.querySelectorAll("section > h2")).toHaveLength(3);
    expect([...document.querySelectorAll("section:first-child > p")].map((p) => p.textContent)).toEqual([`First ${hostile}`, "Second"]);
    expect(document.querySelectorAll("thead th[scope=col]")).toHaveLength(3);
    expect(document.querySelectorAll("tbody th[scope=row]")).toHaveLength(2);
    expect([...document.querySelectorAll("td.number")].map((cell) => cell.textContent)).toEqual(["0.3333", "2"]);
    expect(document.documentElement.getAttribute("lang")).toBe("en");
  });

  it("numbers the figures, captions them, and shows each at two widths in the colours of the page", () => {
    const captions = [...document.querySelectorAll("figure > figcaption")].map((node) => node.textContent ?? "");
    expect(captions).toHaveLength(2);
    expect(captions[0]).toContain(`Figure 1. ${hostile}. ${hostile}`);
    expect(captions[1]).toContain("240 × 240 entries");
    expect(document.querySelectorAll("figure > .wide > svg[role=img]")).toHaveLength(2);
    expect(document.querySelectorAll("figure > .narrow > svg[role=img]")).toHaveLength(2);
    const ids = [...document.querySelectorAll("[id]")].map((node) => node.getAttribute("id"));
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...html.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name as string);
    for (const name of new Set(used)) expect(html).toContain(`${name}:#`);
  });

  it("saves each figure as an SVG of its own, and the data as JSON", () => {
    const links = [...document.querySelectorAll("a[download]")];
    expect(links.map((link) => link.getAttribute("download"))).toEqual(["figure-1.svg", "figure-2.svg", "result.json"]);
    const svg = saved(links[0] as Element);
    expect(svg).toMatch(/^<svg xmlns=/);
    expect(svg).not.toContain("var(--");
    expect(JSON.parse(saved(links[2] as Element))).toEqual(report.data?.value);
  });

  it("gives the same bytes again", () => {
    expect(reportPage(JSON.parse(JSON.stringify(report)))).toBe(html);
  });

  it("does without what is optional", () => {
    const bare = reportPage({ title: "Bare", summary: [], sections: [], generator: "ntkit" });
    expect(bare).not.toMatch(/undefined|<dl|<p class="subtitle"|download=/);
  });

  it("refuses misspelt fields, rows that do not fit, and figures that cannot be drawn", () => {
    expect(() => reportPage({ ...report, titel: "x" } as Report)).toThrow(UnknownName);
    expect(() => reportPage({ ...report, sections: [{ heading: "T", table: { columns: ["a", "b"], rows: [["x", 1], ["y"]] } }] })).toThrow(ShapeMismatch);
    expect(() => reportPage({ ...report, sections: [{ heading: "T", table: { columns: ["a", "b"], rows: [["y"]] } }] })).toThrow(
      /^report\.sections\[0\]\.table\.rows\[0\]/,
    );
    expect(() => reportPage({ ...report, sections: [{ heading: "T", figure: { kind: "pie", title: "x" } }] })).toThrow(/unknown figure kind/);
    expect(() => reportPage(JSON.parse(JSON.stringify({ ...report, summary: "x" })))).toThrow(InvalidInput);
  });
});
