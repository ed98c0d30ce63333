import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { counted } from '../../shared/counted.ts';
import { hasDrift, type QualityFrame, type QualityReport, type QualityShot } from '../../shared/model/quality-report.ts';
import { formatTimecode, parseTimecode } from '../../shared/model/timecode.ts';

export interface SheetPicture {
  readonly frame: number;
  readonly caption: string;
  readonly jpeg: Uint8Array;
}

/** A graph of the page: a line for each named figure of a frame. */
interface Graph {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly colour: string; readonly value: (frame: QualityFrame) => number | null }[];
  readonly limit?: number | null;
}

/** Mark in the head of each page, by which Tintype recognises its own pages. */
export const PAGE_MARK = '<meta name="generator" content="Tintype quality report">';

/** One self-contained page: it needs no network, and prints. */
export function qualityPage(report: QualityReport, pictures: readonly SheetPicture[]): string {
  const { limits } = report;
  const graphs: readonly Graph[] = [
    { title: 'Flicker (Lab units)', lines: [{ label: 'colour', colour: '#d9822b', value: ({ flicker }) => flicker }, { label: 'light of the source', colour: '#7a8694', value: ({ sourceFlicker }) => sourceFlicker }], limit: limits.flicker },
    { title: 'Mean chroma (C*ab)', lines: [{ label: 'chroma', colour: '#2b7bd9', value: ({ chroma }) => chroma }] },
    { title: 'Share of the picture', lines: [{ label: 'coloured', colour: '#3c9a5f', value: ({ coverage }) => coverage }, { label: 'outside R′G′B′', colour: '#c23b3b', value: ({ outOfGamut }) => outOfGamut }] },
    { title: `Luma off the source’s (codes of ${report.luma.bitDepth} bit)`, lines: [{ label: 'mean', colour: '#7a8694', value: ({ lumaMean }) => lumaMean }, { label: 'largest', colour: '#c23b3b', value: ({ lumaMax }) => lumaMax }], limit: limits.lumaMax },
    { title: 'Skin-like colours off the skin line (degrees)', lines: [{ label: 'deviation', colour: '#b0668f', value: ({ skinDeviation }) => skinDeviation }], limit: limits.skinDegrees },
  ];
  const data = {
    frames: report.frames.map(({ frame }) => frame),
    graphs: graphs.map(({ title, lines, limit }) => ({ title, limit: limit ?? null, lines: lines.map(({ label, colour, value }) => ({ label, colour, values: report.frames.map((frame) => rounded(value(frame))) })) })),
  };
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">${PAGE_MARK}<meta name="viewport" content="width=device-width, initial-scale=1"><title>Quality: ${escaped(baseOf(report.delivered))}</title>
<style>${part('uplot/dist/uPlot.min.css')}${STYLE}</style></head><body>
<header><h1>${escaped(baseOf(report.delivered))}</h1><p>against ${escaped(report.source)}, from its frame ${report.firstSourceFrame}${report.project === null ? '' : `; hints of ${escaped(report.project)}`}</p></header>
<section><h2>${report.findings.length === 0 ? 'Nothing lies beyond the limits' : counted(report.findings.length, 'finding')}</h2>
${report.findings.length === 0 ? '' : `<table><thead><tr><th>frame</th><th>timecode</th><th>what</th></tr></thead><tbody>${report.findings.map(({ frames, sentence }) => `<tr><td>${frames === undefined ? '' : frames.first}</td><td>${frames === undefined ? '' : timecode(report, frames.first)}</td><td>${escaped(sentence)}</td></tr>`).join('')}</tbody></table>`}</section>
<section><h2>Proof of luma</h2><p>${escaped(lumaSentence(report))}</p>${report.soundOffset === null ? '' : `<p>Sound against the source’s: ${report.soundOffset.toFixed(1)} ms.</p>`}</section>
${pictures.length === 0 ? '' : `<section><h2>Frames to look at</h2><div class="sheet">${pictures.map(({ frame, caption, jpeg }) => `<figure><img alt="frame ${frame}" src="data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}"><figcaption><b>${frame}</b> ${timecode(report, frame)} ${escaped(caption)}</figcaption></figure>`).join('')}</div></section>`}
<section id="graphs"><h2>Frame by frame</h2></section>
<section><h2>Shots</h2><table><thead><tr><th>frames</th><th>chroma</th><th>coloured</th><th>outside R′G′B′</th><th>flicker</th><th>source’s</th><th>drift</th><th>skin</th></tr></thead><tbody>${report.shots.map(shotRow).join('')}</tbody></table></section>
${report.hints.length === 0 ? '' : `<section><h2>Hints</h2><p>${report.hints.length} looked at; ΔE2000 ${mean(report.hints.map(({ deltaE }) => deltaE)).toFixed(2)} on average, ${Math.max(...report.hints.map(({ deltaE }) => deltaE)).toFixed(2)} at most.</p></section>`}
<section><h2>What the files say of themselves</h2><table><thead><tr><th></th><th>source</th><th>delivered</th><th></th></tr></thead><tbody>${report.tags.map(({ name, source, delivered, verdict }) => `<tr class="${verdict}"><th>${escaped(name)}</th><td>${escaped(source)}</td><td>${escaped(delivered)}</td><td>${verdict}</td></tr>`).join('')}</tbody></table></section>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${part('uplot/dist/uPlot.iife.min.js')}</script><script>${SCRIPT}</script></body></html>
`;
}

function lumaSentence({ luma, frameCount }: QualityReport): string {
  if (luma.samples === 0) return 'The pictures are of different sizes: their luma cannot be compared.';
  if (luma.result === 'exact') return `All ${luma.samples} luma samples of ${counted(frameCount, 'frame')} are the source’s, bit for bit.`;
  return `${luma.differingSamples} of ${luma.samples} luma samples differ: mean ${luma.mean.toFixed(4)}, largest ${luma.max} of ${2 ** luma.bitDepth - 1} codes, PSNR ${luma.psnr?.toFixed(1) ?? '∞'} dB.`;
}

function shotRow(shot: QualityShot): string {
  const { first, last, chroma, coverage, outOfGamut, flicker, sourceFlicker, saturationDrift, skinDeviation } = shot;
  const figures = [chroma.toFixed(1), `${(100 * coverage).toFixed(0)} %`, `${(100 * outOfGamut).toFixed(2)} %`, flicker?.toFixed(2) ?? '', sourceFlicker?.toFixed(2) ?? '', hasDrift(shot) ? `${(100 * saturationDrift).toFixed(0)} %` : '', skinDeviation === null ? '' : `${skinDeviation.toFixed(0)}°`];
  return `<tr><td>${first}–${last}</td>${figures.map((figure) => `<td>${figure}</td>`).join('')}</tr>`;
}

function timecode({ startTimecode, rate }: QualityReport, frame: number): string {
  const start = startTimecode === null ? undefined : parseTimecode(startTimecode, rate);
  return formatTimecode((start?.frames ?? 0) + frame, rate, { dropFrame: start?.dropFrame === true });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}

function baseOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A file of a package, to be embedded in the page. */
function part(specifier: string): string {
  return readFileSync(fileURLToPath(import.meta.resolve(specifier)), 'utf8').replaceAll('</script', '<\\/script');
}

const STYLE = `
:root{color-scheme:light}body{font:14px/1.45 system-ui,sans-serif;color:#1d2228;background:#fff;margin:0 auto;max-width:1120px;padding:24px}
h1{font-size:22px;margin:0}h2{font-size:16px;margin:28px 0 8px}header p{color:#5b6672;margin:4px 0 0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid #e3e7eb;font-variant-numeric:tabular-nums;vertical-align:top}thead th{color:#5b6672;font-weight:500}
.changed td,.lost td{color:#a52a2a}.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:12px}figure{margin:0;break-inside:avoid}img{width:100%;display:block;border-radius:3px}figcaption{font-size:12px;color:#5b6672;margin-top:4px}
.uplot{break-inside:avoid;margin-bottom:12px}.u-title{text-align:left;font-weight:500;font-size:13px}@media print{body{padding:0}}`;

/** Drawn in the browser: graphs share a cursor and a zoom. */
const SCRIPT = `
const {frames,graphs}=JSON.parse(document.getElementById('data').textContent);const place=document.getElementById('graphs');
for(const {title,lines,limit} of graphs){if(lines.every(l=>l.values.every(v=>v===null)))continue;
const series=[{label:'frame'},...lines.map(l=>({label:l.label,stroke:l.colour,width:1.25,spanGaps:false,points:{show:false}}))];const data=[frames,...lines.map(l=>l.values)];
if(limit!==null){series.push({label:'limit',stroke:'#a52a2a',dash:[4,4],width:1,points:{show:false}});data.push(frames.map(()=>limit))}
new uPlot({title,width:Math.min(1072,place.clientWidth),height:150,cursor:{sync:{key:'frames'}},scales:{x:{time:false}},axes:[{size:26},{size:56}],series},data,place)}`;
