import { formatNumber } from "@ntkit/plots";
import { useEffect, useMemo, useState } from "preact/hooks";
import { firstPicture } from "../compute/first-picture.ts";

type Render = (tex: string, options: { readonly displayMode: boolean; readonly throwOnError: false }) => string;

let loaded: Render | undefined;
let loading: Promise<Render> | undefined;

async function load(): Promise<Render> {
  await firstPicture;
  const [{ default: katex }] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  loaded = katex.renderToString;
  return loaded;
}

export interface TexProps {
  readonly children: string;
  /** On a line of its own. */
  readonly block?: boolean;
}

/** A formula in TeX. KaTeX comes when the first of them is wanted; until then its place is kept. */
export function Tex({ children, block = false }: TexProps) {
  const [render, setRender] = useState<{ readonly with: Render } | undefined>(loaded && { with: loaded });
  useEffect(() => {
    if (loaded !== undefined) return;
    loading ??= load();
    void loading.then((found) => setRender({ with: found }));
  }, []);
  const html = useMemo(
    () =>
      render === undefined
        ? ""
        : partsOf(children)
            .map((part) => render.with(part, { displayMode: block, throwOnError: false }))
            .join(""),
    [render, children, block],
  );
  const content = { dangerouslySetInnerHTML: { __html: html } };
  return block ? <div class="tex" tabIndex={0} {...content} /> : <span class="tex" {...content} />;
}

/** A wide space is where a formula may go on on the next line, as it must on a narrow screen. */
const partsOf = (tex: string): string[] => tex.split("\\qquad");

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number in TeX, three digits that count. */
export function texNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "\\infty";
  const text = formatNumber(value).replace(/10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, sign: string, power: string) => {
    return `10^{${sign === "" ? "" : "-"}${[...power].map((digit) => superscripts.indexOf(digit)).join("")}}`;
  });
  return text.replace("×", "\\times").replace("−", "-");
}
