export const svgNamespace = "http://www.w3.org/2000/svg";

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Makes an SVG element. Numbers are rounded to 1/100 px, so that equal data gives equal bytes; undefined is left out. */
export function element(document: Document, name: string, attributes: Attributes = {}, children: readonly (Node | string)[] = []): SVGElement {
  const made = document.createElementNS(svgNamespace, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  }
  for (const child of children) made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  return made;
}

/** A `<g>` moved to (x, y). */
export function group(document: Document, children: readonly Node[], x = 0, y = 0): SVGElement {
  return element(document, "g", x === 0 && y === 0 ? {} : { transform: `translate(${Math.round(x * 100) / 100},${Math.round(y * 100) / 100})` }, children);
}

/** Advance widths of Inter in em, by group; what is in none takes 0.59. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijlI’.,:;'|!· ]/, 0.29],
  [/[frt()[\]/¹]/, 0.36],
  [/[1⁰²³⁴⁵⁶⁷⁸⁹⁻“”_–]/, 0.45],
  [/[A-HJ-LN-VX-Z02-9+−=±×~<>≤≥Θ]/, 0.68],
  [/[mwMW…✓✗→@%—]/, 0.94],
];

/** The width in px that `text` takes at this font size, by estimate: no font is at hand where figures are laid out. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const character of text) em += widths.find(([pattern]) => pattern.test(character))?.[1] ?? 0.59;
  return em * fontSize;
}

/** `text` cut with an ellipsis to fit `width` px. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, fontSize) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** `text` broken at spaces, but not at no-break spaces, into lines of at most `width` px. */
export function wrapText(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/[ \n\t]+/).filter((w) => w !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, fontSize) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
