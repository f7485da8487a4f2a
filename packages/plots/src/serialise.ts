import { svgNamespace } from "./svg.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe inside HTML or XML, between tags and in quoted attributes. */
export function escapeText(text: string): string {
  // Control characters other than tab and line ends may not appear in XML at all.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "�").replace(/[&<>"']/g, (c) => escapes[c] as string);
}

/**
 * An SVG element as XML. Written here because serialisers differ between documents in what they escape and in
 * the order of attributes; the same tree gives the same bytes in Node and in every browser.
 */
export function serialise(node: Element): string {
  return write(node, ` xmlns="${svgNamespace}"`);
}

function write(node: Node, declared: string): string {
  if (node.nodeType === 3) return escapeText(node.nodeValue ?? "");
  if (node.nodeType !== 1) return "";
  const { localName, attributes, childNodes } = node as Element;
  const named = Array.from(attributes, ({ name, value }) => [name, value] as const).filter(([name]) => name !== "xmlns");
  const written = named
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join("");
  const inner = Array.from(childNodes, (child) => write(child, "")).join("");
  return inner === "" ? `<${localName}${declared}${written}/>` : `<${localName}${declared}${written}>${inner}</${localName}>`;
}
