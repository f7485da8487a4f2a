import { Prose } from "../../widgets/layout.tsx";
import { Tex, texNumber } from "../../widgets/math.tsx";
import type { Gallery, Look } from "./compute.ts";
import { percent } from "./figures.tsx";

export interface ExplanationProps {
  readonly look: Look;
  readonly gallery: Gallery;
}

export function Explanation({ look, gallery }: ExplanationProps) {
  const { outputs, deviation, verdict, towards, accuracy, count } = look;
  const [strongest] = towards;
  return (
    <Prose>
      <p>
        Trained until time <Tex>t</Tex>, the network says of an image <Tex>x</Tex> what its training images say, each as loudly as it is similar:
      </p>
      <Tex block>{`f_t(x) = \\sum_{i=1}^{${count}} \\Theta(x, x_i)\\,a_i(t), \\qquad a(t) = \\Theta^{-1}\\bigl(1 - e^{-\\eta\\Theta t/n}\\bigr)\\,y`}</Tex>
      <p>
        For your drawing the output for {verdict.first} is{" "}
        <strong data-deviation={deviation}>
          {outputs[verdict.first].toFixed(2)} ± {deviation.toFixed(2)}
        </strong>
        ; a clear {verdict.first} would have <Tex>{texNumber(0.9)}</Tex>. The strongest single voice is training image {strongest.image + 1}, a{" "}
        {gallery.trainLabels[strongest.image]}, with <strong>{strongest.part.toFixed(2)}</strong>. Networks that started elsewhere would have answered
        otherwise: <strong data-agreement={verdict.agreement}>{percent(verdict.agreement)}</strong> of them put {verdict.first} before {verdict.second}.
      </p>
      <p>
        It has seen {count} images, and gets <strong data-accuracy={accuracy.test}>{percent(accuracy.test)}</strong> of 797 others right. The images are 8 by 8
        pixels, so draw large: from the top to the bottom, in the middle.
      </p>
    </Prose>
  );
}
