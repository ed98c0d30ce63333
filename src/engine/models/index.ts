export { createInferenceClient, type GraphResult, type InferenceClient, type Tensor, type TensorHandle } from './inference-client.ts';
export { assertLargeEnough, lumaTensor } from './luma-tensor.ts';
export { ModelTask } from './manifest.ts';
export { openModelRegistry, type InstalledModel, type ModelRegistry } from './model-registry.ts';
export { cropPadding, padByReflection, padByZero } from './padding.ts';
export { automaticAb } from './brought/automatic-colour.ts';
export { addModel, type AddedModel, type AddModelRequest, removeModel, testModel, type TestedModel } from './brought/manage-models.ts';
