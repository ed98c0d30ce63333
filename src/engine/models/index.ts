export { createInferenceClient, type GraphResult, type GraphRun, type InferenceClient, type InferenceOptions, type Tensor, type TensorHandle, type TensorInput } from './inference-client.ts';
export { assertLargeEnough, lumaTensor } from './luma-tensor.ts';
export { ModelTask } from './manifest.ts';
export { openModelRegistry, type InstalledModel, type ModelProblem, type ModelRegistry } from './model-registry.ts';
export { cropPadding, padByReflection, padByZero } from './padding.ts';
export { automaticAb } from './brought/automatic-colour.ts';
export { addModel, type AddedModel, type AddModelRequest, removeModel, testModel, type TestedModel } from './brought/manage-models.ts';
