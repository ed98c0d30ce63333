import { COLOUR_NOISE, LINE_EPSILON, MEAN_ABOVE_MIDDLE, REACH_FLOOR } from '../../../shared/colour/guided-upsampling.ts';

const float = (value: number): string => value.toExponential();

/** Mean luma over the area of each sample of the plane, as float bits. */
export const MEAN_LUMA_SHADER = `#version 300 es
precision highp float;
precision highp int;
uniform sampler2D luma;
uniform ivec2 planeSize;
out ivec4 mean;

void main() {
  ivec2 lumaSize = textureSize(luma, 0);
  vec2 step = vec2(lumaSize) / vec2(planeSize);
  vec2 from = floor(gl_FragCoord.xy) * step;
  vec2 to = from + step;
  ivec2 first = ivec2(floor(from + 1e-3));
  ivec2 last = min(lumaSize - 1, ivec2(ceil(to - 1e-3)) - 1);
  float sum = 0.0;
  float area = 0.0;
  for (int y = first.y; y <= last.y; y++) {
    float high = min(float(y + 1), to.y) - max(float(y), from.y);
    for (int x = first.x; x <= last.x; x++) {
      float weight = high * (min(float(x + 1), to.x) - max(float(x), from.x));
      sum += weight * texelFetch(luma, ivec2(x, y), 0).r;
      area += weight;
    }
  }
  mean = ivec4(floatBitsToInt(sum / area), 0, 0, 0);
}`;

/**
 * \`fitLocalLinearModel\` (shared/colour/guided-chroma.ts) for each sample of the plane. Floats are written as their bits, since integer
 * targets need no extension. \`values\`: a, b, luma at the samples' middles. \`lines\`: slope of a, of b, reach. Without \`follow\` the
 * plane is copied.
 */
export const FIT_LINES_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp isampler2D;
/** a and b, Int16 in 1/256 ab. */
uniform isampler2D chroma;
uniform isampler2D meanLuma;
uniform bool follow;
layout(location = 0) out ivec4 values;
layout(location = 1) out ivec4 lines;

vec3 sampleAt(ivec2 at) {
  at = clamp(at, ivec2(0), textureSize(chroma, 0) - 1);
  return vec3(vec2(texelFetch(chroma, at, 0).rg) / 256.0, follow ? intBitsToFloat(texelFetch(meanLuma, at, 0).r) : 0.0);
}

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  vec3 own = sampleAt(at);
  if (!follow) {
    values = floatBitsToInt(vec4(own, 0.0));
    lines = floatBitsToInt(vec4(0.0));
    return;
  }
  vec3 sum = vec3(0.0);
  vec3 squares = vec3(0.0);
  vec2 products = vec2(0.0);
  vec3 around = vec3(0.0);
  for (int j = -1; j <= 1; j++) {
    for (int i = -1; i <= 1; i++) {
      // Held against the middle sample, so that 32-bit sums keep their digits.
      vec3 each = sampleAt(at + ivec2(i, j)) - own;
      float weight = (j == 0 ? 2.0 : 1.0) * (i == 0 ? 2.0 : 1.0) / 16.0;
      sum += weight * each;
      squares += weight * each * each;
      products += weight * each.xy * each.z;
      if (abs(i) + abs(j) == 1) around += each;
    }
  }
  vec3 variance = max(vec3(0.0), squares - sum * sum);
  vec2 with = products - sum.xy * sum.z;
  float perLuma = 1.0 / (variance.z + ${float(LINE_EPSILON)});
  float explained = dot(with, with) * perLuma / (variance.x + variance.y + ${float(COLOUR_NOISE)});
  values = floatBitsToInt(vec4(own - ${float(MEAN_ABOVE_MIDDLE)} * around, 0.0));
  lines = floatBitsToInt(vec4(explained * perLuma * with, sqrt(variance.z + ${float(REACH_FLOOR)}), 0.0));
}`;

/**
 * \`vec2 chromaAt(vec2 at, float y)\`: ab at a position (fractions of the picture) whose luma signal is \`y\`; needs \`values\` and
 * \`lines\`.
 */
export const CHROMA_AT = `
uniform isampler2D values;
uniform isampler2D lines;

vec4 cubicWeights(float t) {
  float t2 = t * t;
  float t3 = t2 * t;
  return vec4(-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2);
}
/** Catmull-Rom and, for the lines, straight between the samples; sample centres at half, edges repeated. */
vec2 chromaAt(vec2 at, float y) {
  ivec2 size = textureSize(values, 0);
  vec2 place = at * vec2(size) - 0.5;
  ivec2 base = ivec2(floor(place));
  vec2 t = place - vec2(base);
  vec4 wx = cubicWeights(t.x);
  vec4 wy = cubicWeights(t.y);
  vec3 known = vec3(0.0);
  for (int j = 0; j < 4; j++) {
    vec3 row = vec3(0.0);
    for (int i = 0; i < 4; i++) row += wx[i] * intBitsToFloat(texelFetch(values, clamp(base + ivec2(i - 1, j - 1), ivec2(0), size - 1), 0).rgb);
    known += wy[j] * row;
  }
  vec3 line = vec3(0.0);
  for (int j = 0; j < 2; j++) {
    for (int i = 0; i < 2; i++) line += (i == 0 ? 1.0 - t.x : t.x) * (j == 0 ? 1.0 - t.y : t.y) * intBitsToFloat(texelFetch(lines, clamp(base + ivec2(i, j), ivec2(0), size - 1), 0).rgb);
  }
  return known.xy + line.xy * clamp(y - known.z, -line.z, line.z);
}
`;
