export { deliver, outputOptions } from './deliver.ts';
export { readClipMedia } from './clip-media.ts';
export { imageNaming } from './encode-plan-of.ts';
export { estimateDelivery } from './estimate-delivery.ts';
export { createMerger } from './merge-chroma.ts';
export { mergeFrame } from './merge-frame.ts';
export { planDelivery, type DeliveryPlan } from './plan-delivery.ts';
export { tryEncoding } from './try-encoding.ts';
export { writeReport } from './write-report.ts';
