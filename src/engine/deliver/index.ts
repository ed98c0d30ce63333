export { deliver, type DeliverySources } from './deliver.ts';
export { estimateDelivery, type DeliveryCost } from './estimate-delivery.ts';
export { createMerger, mergeChroma, type ChromaMerger, type LumaPlane, type MergedChroma, type MergeFormat } from './merge-chroma.ts';
export { codecName, planDelivery, type DeliveryPlan, type DeliveryPlanRequest, type LumaCheckScope } from './plan-delivery.ts';
export { writeReport } from './write-report.ts';
