import { COLOUR_NOISE, LINE_EPSILON, MEAN_ABOVE_MIDDLE, REACH_FLOOR } from '../../../shared/colour/guided-upsampling.ts';

const float = (value: number): string => value.toExponential();

/** `samples`: a, b and mean luma over the area of each sample of the plane, as float bits. Luma is left out without `follow`. */
export const SAMPLES_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp isampler2D;
/** a and b, Int16 in 1/256 ab. */
uniform isampler2D chroma;
uniform sampler2D luma;
uniform bool follow;
out ivec4 samples;

float meanLuma() {
  ivec2 lumaSize = textureSize(luma, 0);
  vec2 step = vec2(lumaSize) / vec2(textureSize(chroma, 0));
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
  return sum / area;
}

void main() {
  vec2 ab = vec2(texelFetch(chroma, ivec2(gl_FragCoord.xy), 0).rg) / 256.0;
  samples = floatBitsToInt(vec4(ab, follow ? meanLuma() : 0.0, 0.0));
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
uniform isampler2D samples;
uniform bool follow;
layout(location = 0) out ivec4 values;
layout(location = 1) out ivec4 lines;

vec3 sampleAt(ivec2 at) {
  return intBitsToFloat(texelFetch(samples, clamp(at, ivec2(0), textureSize(samples, 0) - 1), 0).rgb);
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

/** Steps of a and b in a pair: 1/128 ab, since values at the samples' middles may lie outside of the plane's range. */
const PAIR_UNIT = '128.0';

/**
 * Values and lines of a sample and of the one to its right in one texel, so that \`chromaAt\` reads half as many. Texel x holds the samples
 * x − 1 and x, edges repeated: as wide as the plane and one more. \`valuePairs\`: a and b of both as 16-bit integers, then luma of both.
 * \`linePairs\`: slopes of both as 16-bit floats, then both reaches.
 */
export const PACK_PAIRS_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D values;
uniform isampler2D lines;
layout(location = 0) out ivec4 valuePairs;
layout(location = 1) out ivec4 linePairs;

int packedColour(vec2 ab) {
  ivec2 units = clamp(ivec2(round(ab * ${PAIR_UNIT})), ivec2(-32768), ivec2(32767));
  return (units.x & 0xffff) | (units.y << 16);
}

void main() {
  ivec2 right = ivec2(gl_FragCoord.xy);
  ivec2 left = ivec2(max(right.x - 1, 0), right.y);
  right.x = min(right.x, textureSize(values, 0).x - 1);
  ivec4 first = texelFetch(values, left, 0);
  ivec4 second = texelFetch(values, right, 0);
  valuePairs = ivec4(packedColour(intBitsToFloat(first.rg)), packedColour(intBitsToFloat(second.rg)), first.b, second.b);
  vec3 before = intBitsToFloat(texelFetch(lines, left, 0).rgb);
  vec3 after = intBitsToFloat(texelFetch(lines, right, 0).rgb);
  linePairs = ivec4(int(packHalf2x16(before.xy)), int(packHalf2x16(after.xy)), int(packHalf2x16(vec2(before.z, after.z))), 0);
}`;

/**
 * \`vec2 chromaAt(vec2 at, float y)\`: ab at a position (fractions of the picture) whose luma signal is \`y\`; needs \`valuePairs\` and
 * \`linePairs\`.
 */
export const CHROMA_AT = `
uniform isampler2D valuePairs;
uniform isampler2D linePairs;

vec4 cubicWeights(float t) {
  float t2 = t * t;
  float t3 = t2 * t;
  return vec4(-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2);
}
/** Sum of a pair's values by their weights. */
vec3 weighted(ivec4 pair, vec2 weights) {
  vec2 a = vec2((pair.xy << 16) >> 16);
  vec2 b = vec2(pair.xy >> 16);
  return vec3(dot(weights, a) / ${PAIR_UNIT}, dot(weights, b) / ${PAIR_UNIT}, dot(weights, intBitsToFloat(pair.zw)));
}
/** Catmull-Rom and, for the lines, straight between the samples; sample centres at half, edges repeated. */
vec2 chromaAt(vec2 at, float y) {
  ivec2 last = textureSize(valuePairs, 0) - 1;
  vec2 place = at * vec2(last.x, last.y + 1) - 0.5;
  ivec2 base = ivec2(floor(place));
  vec2 t = place - vec2(base);
  vec4 wx = cubicWeights(t.x);
  vec4 wy = cubicWeights(t.y);
  ivec2 columns = clamp(ivec2(base.x, base.x + 2), 0, last.x);
  vec3 known = vec3(0.0);
  for (int j = 0; j < 4; j++) {
    int row = clamp(base.y + j - 1, 0, last.y);
    known += wy[j] * (weighted(texelFetch(valuePairs, ivec2(columns.x, row), 0), wx.xy) + weighted(texelFetch(valuePairs, ivec2(columns.y, row), 0), wx.zw));
  }
  vec3 line = vec3(0.0);
  int column = clamp(base.x + 1, 0, last.x);
  for (int j = 0; j < 2; j++) {
    ivec3 pair = texelFetch(linePairs, ivec2(column, clamp(base.y + j, 0, last.y)), 0).xyz;
    vec2 slopes = mix(unpackHalf2x16(uint(pair.x)), unpackHalf2x16(uint(pair.y)), t.x);
    vec2 reaches = unpackHalf2x16(uint(pair.z));
    line += (j == 0 ? 1.0 - t.y : t.y) * vec3(slopes, mix(reaches.x, reaches.y, t.x));
  }
  return known.xy + line.xy * clamp(y - known.z, -line.z, line.z);
}
`;

/**
 * The same where a pixel of the canvas is no smaller than a sample of the plane, so that there is nothing to upsample: straight between the
 * samples of \`chroma\`.
 */
export const PLAIN_CHROMA_AT = `
uniform isampler2D chroma;

vec2 chromaAt(vec2 at, float y) {
  ivec2 last = textureSize(chroma, 0) - 1;
  vec2 place = at * vec2(last + 1) - 0.5;
  ivec2 base = ivec2(floor(place));
  vec2 t = place - vec2(base);
  ivec4 edges = clamp(ivec4(base, base + 1), ivec4(0), last.xyxy);
  vec2 upper = mix(vec2(texelFetch(chroma, edges.xy, 0).rg), vec2(texelFetch(chroma, edges.zy, 0).rg), t.x);
  vec2 lower = mix(vec2(texelFetch(chroma, edges.xw, 0).rg), vec2(texelFetch(chroma, edges.zw, 0).rg), t.x);
  return mix(upper, lower, t.y) / 256.0;
}
`;
