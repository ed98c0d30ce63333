/**
 * What onnxruntime must find in its environment *before* it is loaded. Since 1.29 it otherwise resolves a host of its maker's on Linux and
 * macOS, and keeps an id and a store of events in the user's cache folder; its calls to switch that off come too late for the first event.
 * https://github.com/microsoft/onnxruntime/pull/27379
 */
export const WITHOUT_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' } as const;
