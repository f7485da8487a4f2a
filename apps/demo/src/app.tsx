import type { Panel } from "./panel.tsx";
import { PanelSection } from "./panel-section.tsx";
import { BackendPicker } from "./widgets/backend-picker.tsx";
import { ThemeToggle } from "./widgets/theme-toggle.tsx";

export interface AppProps {
  readonly panels: readonly Panel[];
  /** What could not be read of the address. */
  readonly mistakes: readonly string[];
}

export function App({ panels, mistakes }: AppProps) {
  return (
    <>
      <header class="bar">
        <a class="name" href="#top">
          ntkit
        </a>
        <nav aria-label="Panels">
          {panels.map(({ id, short }) => (
            <a key={id} href={`#${id}`}>
              {short}
            </a>
          ))}
        </nav>
        <ThemeToggle />
      </header>
      <main id="top">
        <div class="opening">
          <h1>See a wide network become linear</h1>
          <p>
            Make a neural network wide enough and something surprising happens: training it by gradient descent becomes as simple as fitting a line. Its whole
            course can be written down in advance, with the uncertainty, from one function of two inputs: the <em>neural tangent kernel</em>. Every picture on
            this page is computed while you look at it. Touch everything.
          </p>
        </div>
        {mistakes.map((message) => (
          <p key={message} class="mistake" role="alert">
            A part of this link could not be read, and has its usual setting instead. {message}
          </p>
        ))}
        {panels.map((panel, at) => (
          <PanelSection key={panel.id} panel={panel} number={at + 1} />
        ))}
      </main>
      <footer>
        <BackendPicker />
        <p>
          Made with <a href="https://www.npmjs.com/org/ntkit">ntkit</a>: the same packages compute in the browser, in Node and on the command line. MIT licence.
        </p>
      </footer>
    </>
  );
}
