import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Panel } from "./panel.tsx";

/** How far below the window a panel is when it begins to load. */
const nearby = "300px";

/** A panel's heading, and below it the panel itself as soon as the reader comes near. */
export function PanelSection({ panel, number }: { readonly panel: Panel; readonly number: number }) {
  const ref = useRef<HTMLElement>(null);
  const [loaded, setLoaded] = useState<{ readonly View: ComponentType }>();
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        observer.disconnect();
        panel.load().then(
          (View) => setLoaded({ View }),
          (error: unknown) => setFailure(String(error)),
        );
      },
      { rootMargin: nearby },
    );
    if (ref.current !== null) observer.observe(ref.current);
    return () => observer.disconnect();
  }, [panel]);
  return (
    <section id={panel.id} data-panel={panel.id} ref={ref} aria-labelledby={`${panel.id}-title`}>
      <div class="heading">
        <h2 id={`${panel.id}-title`}>
          <span class="number">{number}</span> {panel.title}
        </h2>
        <p class="lead">{panel.lead}</p>
      </div>
      {loaded !== undefined && <loaded.View />}
      {loaded === undefined && <div class="waiting">{failure === "" ? "" : `This part could not be loaded. ${failure}`}</div>}
    </section>
  );
}
