import { LAYER_STEPS } from './layer-table.ts';
import { COVERAGE_SHADER } from './mask-coverage.ts';

const CHANGE_SHADER = `
uniform sampler2D layers;
vec2 changed(vec2 ab, float gray, int row) {
  float at = clamp(gray, 0.0, 1.0) * ${LAYER_STEPS}.0;
  int node = min(int(at), ${LAYER_STEPS - 1});
  float t = at - float(node);
  vec4 m = mix(texelFetch(layers, ivec2(node, row), 0), texelFetch(layers, ivec2(node + 1, row), 0), t);
  vec2 shift = mix(texelFetch(layers, ivec2(node, row + 1), 0).xy, texelFetch(layers, ivec2(node + 1, row + 1), 0).xy, t);
  return vec2(dot(m.xy, ab), dot(m.zw, ab)) + shift;
}
`;

/** `vec2 withLayers(vec2 ab, float gray, vec2 at)`: `applyLayers` in the viewer's shader; needs the table as the texture `layers`. */
export const LAYERS_SHADER = `${CHANGE_SHADER}
vec2 withLayers(vec2 ab, float gray, vec2 at) {
  return changed(ab, gray, 0);
}
`;

/** Layers of two shots in a dissolve. */
export const MOST_STEPS = 64;

/** The same where masks limit layers; `steps` holds for each step the index of its mask, or −1, and the share of the shot that begins, or −1. */
export const LIMITED_LAYERS_SHADER = `${CHANGE_SHADER}${COVERAGE_SHADER}
uniform int stepCount;
uniform vec2 steps[${MOST_STEPS}];
vec2 withLayers(vec2 ab, float gray, vec2 at) {
  vec2 sum = vec2(0.0);
  vec2 now = ab;
  float share = 0.0;
  for (int index = 0; index < stepCount; index++) {
    if (steps[index].y >= 0.0) {
      sum += share * now;
      share = steps[index].y;
      now = ab;
    }
    float coverage = steps[index].x < 0.0 ? 1.0 : coverageAt(int(steps[index].x), at);
    now += coverage * (changed(now, gray, 2 * index) - now);
  }
  return sum + share * now;
}
`;
