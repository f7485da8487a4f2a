/** What makes the look of a drawing: set on every element, so that the picture needs no style sheet. */
const look = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "visibility",
  "display",
];

/** A drawing of the page as a file of its own: SVG text with the colours that it has now. */
export function pictureOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  from.forEach((element, at) => {
    const style = getComputedStyle(element);
    const usual = element.parentElement !== null && element !== svg ? getComputedStyle(element.parentElement) : undefined;
    const target = to[at];
    target.removeAttribute("class");
    target.removeAttribute("style");
    for (const name of look) {
      const value = style.getPropertyValue(name);
      const inherited = !["opacity", "display"].includes(name) && usual?.getPropertyValue(name) === value;
      if (value !== "" && !inherited) target.setAttribute(name, value);
    }
  });
  for (const element of copy.querySelectorAll("[data-screen-only]")) element.remove();
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}
