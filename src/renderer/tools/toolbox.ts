import type { ToolId } from '../session/session-store.ts';
import { createEraserTool } from './eraser-tool.ts';
import { createMaskTool } from './mask-tool.ts';
import { createMoveTool } from './move-tool.ts';
import { createPanTool } from './pan-tool.ts';
import { createPathTool } from './path-tool.ts';
import { createPickTool } from './pick-tool.ts';
import { createPointTool } from './point-tool.ts';
import type { Tool, ToolContext } from './tool.ts';

/** All tools with one tool context. */
export function createToolbox(context: ToolContext): Readonly<Record<ToolId, Tool>> {
  return {
    point: createPointTool('point', context),
    stroke: createPathTool('stroke', context),
    boundary: createPathTool('boundary', context),
    auto: createPointTool('auto', context),
    eraser: createEraserTool(context),
    mask: createMaskTool(context),
    move: createMoveTool(context),
    pick: createPickTool(context),
    pan: createPanTool(context),
  };
}
