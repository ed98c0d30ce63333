import { highlightMap } from '../../../shared/colour/highlights.ts';
import type { CurveName } from '../../../shared/colour/transfer.ts';
import { LAYERS_SHADER, LIMITED_LAYERS_SHADER } from '../../../shared/model/layer-shaders.ts';
import { curveShader, highlightShader } from './curve-shaders.ts';
import { CHROMA_AT, PLAIN_CHROMA_AT } from './guided-chroma-shaders.ts';

/** One triangle that covers the viewer. */
export const VERTEX_SHADER = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Features of the drawing; a shader contains only the ones it needs. */
export interface ShaderParts {
  /** Colour from the plane fitted to the luma, or, where no pixel is smaller than a sample of it, from the plane itself. */
  readonly coloured: 'not' | 'fitted' | 'plain';
  /** Layers change the colour, of the whole picture or by masks. */
  readonly layered: 'not' | 'whole' | 'by-masks';
  /** Any of the overlays. */
  readonly overlaid: boolean;
  /** Transfer curve of the clip. */
  readonly curve: CurveName;
  /** Whether the clip's codes are not the screen's: they have other primaries or another curve. */
  readonly converted: boolean;
}

/**
 * Luma and ab to colour, as in delivery (shared/colour/chroma-at-luma.ts): the lightness is solved for the photograph's own luma, then Cb
 * and Cr are scaled down together until R′G′B′ are within 0…1. Gray without a plane. The luma picture holds display codes (sRGB); where the
 * clip's codes are others, they are worked out first, and what comes out is brought to the screen's primaries and curve.
 */
export function fragmentShader({ coloured, layered, overlaid, curve, converted }: ShaderParts): string {
  return `#version 300 es
${coloured === 'not' ? '' : '#define COLOURED'}
${overlaid ? '#define OVERLAID' : ''}
precision highp float;
precision highp int;
precision highp isampler2D;

uniform sampler2D luma;
/** left, top, width, height of the picture in device pixels, y down. */
uniform vec4 place;
uniform float canvasHeight;
/** Quarter turns clockwise. */
uniform int turns;
/** Kr, Kg, Kb. */
uniform vec3 weights;
/** Linear light of the clip's primaries from X/Xn, Y/Yn, Z/Zn, and of the screen's primaries from that light. */
uniform mat3 fromXyz;
uniform mat3 toScreen;
/** Y of the screen's linear light. */
uniform vec3 screenLuminance;
/** Pixels p with dot(side.xy, p) < side.z are another picture's. */
uniform vec3 side;
uniform float nearest;
/** How sure the colour is, 0…1; 1 by 1 and sure where nothing is known. */
uniform sampler2D confidence;
/** Which overlays are shown: low confidence, uncoloured, clipped. */
uniform bvec3 overlays;
/** Device pixels per CSS pixel. */
uniform float ratio;
out vec4 colour;

#ifdef COLOURED
const float CHROMA_LIMIT = 112.0;
const float TOLERANCE = 0.0066;
const int STEPS = 24;
/** Luma is solved when it misses by this: a fortieth of an 8-bit code. */
const float SOLVED = 1e-4;
/** Over this difference of codes, one of 8 bits, they are taken to be straight in L, and the last of Newton's steps is not checked. */
const float STRAIGHT = 0.004;
/** L of a gray far beyond any that is shown. */
const float HIGHEST = ${highlightMap(curve) === undefined ? '150.0' : '320.0'};

${curveShader(curve)}
${highlightShader(curve)}
float screenCode(float v) { return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1.0 / 2.4) - 0.055; }
float screenLight(float v) { return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4); }
const float EPSILON = 216.0 / 24389.0;
const float KAPPA = 24389.0 / 27.0;
vec3 curveInverse(vec3 f) {
  vec3 cube = f * f * f;
  return mix((116.0 * f - 16.0) / KAPPA, cube, step(EPSILON, cube));
}
vec3 curveSlope(vec3 f) {
  vec3 cube = f * f * f;
  return mix(vec3(116.0 / KAPPA), 3.0 * f * f, step(EPSILON, cube));
}
${coloured === 'plain' ? PLAIN_CHROMA_AT : CHROMA_AT}
${layered === 'not' ? '' : layered === 'whole' ? LAYERS_SHADER : LIMITED_LAYERS_SHADER}
/** Colour on the screen, and the share of its chroma that the clip's coding holds. @param gray display code of the luma */
vec4 colourAt(float gray, vec2 ab) {
  if (dot(ab, ab) < 1e-6) return vec4(vec3(gray), 1.0);
  ab *= min(1.0, CHROMA_LIMIT / max(abs(ab.x), abs(ab.y)));
  vec3 linear = vec3(0.0);
  vec3 encoded = vec3(0.0);
  // Luma rises steadily with L, so Newton's steps close in from the gray of that luma: for most colours two are enough.
  float grayLinear = toLight(screenLight(gray));
  float y = ${curve === 'display' ? 'gray' : 'encode(vec3(grayLinear)).r'};
  float lightness = grayLinear > EPSILON ? 116.0 * pow(grayLinear, 1.0 / 3.0) - 16.0 : KAPPA * grayLinear;
  float low = -130.0;
  float high = HIGHEST;
  float before = 1e9;
  for (int step = 0; step <= STEPS; step++) {
    float fy = (lightness + 16.0) / 116.0;
    vec3 f = vec3(fy + ab.x / 500.0, fy, fy - ab.y / 200.0);
    linear = fromXyz * curveInverse(f);
    encoded = encode(linear);
    float miss = dot(weights, encoded) - y;
    if (step == STEPS || abs(miss) < SOLVED) break;
    vec3 slope = encodeSlope(linear, encoded) * (fromXyz * curveSlope(f)) / 116.0;
    float rise = dot(weights, slope);
    if (miss > 0.0) high = lightness;
    else low = lightness;
    float change = -miss / max(rise, 1e-4);
    vec3 along = slope * change;
    if (max(max(abs(along.r), abs(along.g)), abs(along.b)) < STRAIGHT) {
      encoded += along;
      break;
    }
    float next = lightness + change;
    // Where a curve is steep Newton's steps may be tiny or fly past: then halve what is left, once both sides are known.
    if (next > low && next < high && abs(miss) < 0.5 * before) lightness = next;
    else if (low == -130.0) lightness = max(-129.0, lightness - 6.0);
    else if (high == HIGHEST) lightness = min(HIGHEST - 1.0, lightness + 6.0);
    else lightness = 0.5 * (low + high);
    before = abs(miss);
  }
  vec3 away = vec3(encoded.r - y, 0.0, encoded.b - y);
  away.g = -(weights.r * away.r + weights.b * away.b) / weights.g;
  float highest = max(max(away.r, away.g), away.b);
  float lowest = min(min(away.r, away.g), away.b);
  float share = 1.0;
  if (y + highest > 1.0 + TOLERANCE) share = max(0.0, 1.0 + TOLERANCE - y) / highest;
  if (y + lowest * share < -TOLERANCE) share = max(0.0, y + TOLERANCE) / -lowest;
  vec3 signal = vec3(y) + share * away;
${converted ? `
  vec3 light = toScreen * decode(signal);
  light = clamp(light * (toShown(dot(screenLuminance, light)) / max(1e-6, dot(screenLuminance, light))), 0.0, 1.0);
  return vec4(screenCode(light.r), screenCode(light.g), screenCode(light.b), share);` : 'return vec4(signal, share);'}
}
#endif

#ifdef OVERLAID
/** Confidence from which colour needs no check, and at which it counts as lost. */
const float SURE = 0.85;
const float LOST = 0.35;
/** Chroma below this looks gray. */
const float GRAY_CHROMA = 3.0;

/** Diagonal stripes, so many CSS pixels apart; rising or falling. */
float hatch(vec2 pixel, float every, float direction) {
  return step(0.5, fract((pixel.x + direction * pixel.y) / (every * ratio)));
}
/**
 * Diagonal pairs of a light and a dark line, so that one of them stands out of any colour.
 * @param every CSS pixels from pair to pair
 * @param width of a line, CSS pixels along a row
 */
vec3 withLines(vec3 rgb, vec2 pixel, float every, float direction, float width, float opacity, vec3 light, vec3 dark) {
  float along = fract((pixel.x + direction * pixel.y) / (every * ratio)) * every;
  if (along >= 2.0 * width) return rgb;
  return mix(rgb, along < width ? light : dark, opacity);
}
vec3 withOverlays(vec3 rgb, vec2 pixel, vec2 at, float y, vec2 ab, float share) {
  if (overlays.x) {
    float doubt = clamp((SURE - texture(confidence, at).r) / (SURE - LOST), 0.0, 1.0);
    // Wider the less sure, so that the degree is seen without hue. Blue, since amber or red would be taken for skin.
    if (doubt > 0.0) rgb = withLines(rgb, pixel, 8.0, 1.0, mix(1.2, 3.0, doubt), 0.85 * smoothstep(0.0, 0.15, doubt), vec3(0.72, 0.83, 1.0), vec3(0.03, 0.05, 0.30));
  }
  if (overlays.y && length(ab) < GRAY_CHROMA && y > 0.07 && y < 0.96) rgb = mix(rgb, vec3(hatch(pixel, 8.0, 1.0)), 0.30);
  if (overlays.z) {
    float stripe = hatch(pixel, 6.0, -1.0);
    if (y < 1.5 / 255.0) rgb = mix(rgb, vec3(0.30, 0.45, 0.85), stripe);
    else if (y > 253.5 / 255.0) rgb = mix(rgb, vec3(0.85, 0.30, 0.25), stripe);
    else if (share < 0.97) rgb = withLines(rgb, pixel, 8.0, -1.0, 2.5, 0.9, vec3(1.0, 0.72, 0.97), vec3(0.30, 0.0, 0.27));
  }
  return rgb;
}
#endif

void main() {
  vec2 pixel = vec2(gl_FragCoord.x, canvasHeight - gl_FragCoord.y);
  vec2 shown = (pixel - place.xy) / place.zw;
  if (dot(side.xy, pixel) < side.z || any(lessThan(shown, vec2(0.0))) || any(greaterThanEqual(shown, vec2(1.0)))) discard;
  vec2 at = turns == 1 ? vec2(shown.y, 1.0 - shown.x) : turns == 2 ? 1.0 - shown : turns == 3 ? vec2(1.0 - shown.y, shown.x) : shown;
  vec2 sampled = at;
  if (nearest > 0.5) {
    vec2 size = vec2(textureSize(luma, 0));
    sampled = (floor(at * size) + 0.5) / size;
  }
  float y = texture(luma, sampled).r;
#ifdef COLOURED
  vec2 ab = ${layered === 'not' ? 'chromaAt(sampled, y)' : 'withLayers(chromaAt(sampled, y), y, sampled)'};
  vec4 made = colourAt(y, ab);
#else
  vec2 ab = vec2(0.0);
  vec4 made = vec4(vec3(y), 1.0);
#endif
  vec3 rgb = clamp(made.rgb, 0.0, 1.0);
#ifdef OVERLAID
  rgb = withOverlays(rgb, pixel, at, y, ab, made.a);
#endif
  colour = vec4(rgb, 1.0);
}`;
}
