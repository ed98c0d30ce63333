import type { ToolId } from '../session/session-store.ts';
import { createEraserTool } from './eraser-tool.ts';
import { createMoveTool } from './move-tool.ts';
import { createPanTool } from './pan-tool.ts';
import { createPathTool } from './path-tool.ts';
import { createPickTool } from './pick-tool.ts';
import { createPlaceTool } from './place-tool.ts';
import type { Tool, ToolHands } from './tool.ts';

/** All tools over one pair of hands. */
export function createToolbox(hands: ToolHands): Readonly<Record<ToolId, Tool>> {
  return {
    point: createPlaceTool('point', hands),
    stroke: createPathTool('stroke', hands),
    boundary: createPathTool('boundary', hands),
    auto: createPlaceTool('auto', hands),
    eraser: createEraserTool(hands),
    move: createMoveTool(hands),
    pick: createPickTool(hands),
    pan: createPanTool(hands),
  };
}
