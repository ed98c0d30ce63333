import type { CDPSession, Page } from '@playwright/test';

interface Layer {
  readonly layerId: string;
  readonly backendNodeId?: number;
  readonly width: number;
  readonly height: number;
  readonly drawsContent: boolean;
  readonly paintCount: number;
}

/** How often the compositor's layers of a page were painted. */
export interface LayerPaints {
  /** Of the layer that everything is in which has none of its own; as large as the window. */
  window(): number;
  /** Of an element's own layer; 0 where it has none. */
  of(selector: string): Promise<number>;
  stop(): Promise<void>;
}

/** Counts from now on. @param size of the window, CSS px */
export async function countLayerPaints(page: Page, size: { readonly width: number; readonly height: number }): Promise<LayerPaints> {
  const session: CDPSession = await page.context().newCDPSession(page);
  let layers: readonly Layer[] = [];
  await session.send('DOM.enable');
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  session.on('LayerTree.layerTreeDidChange', (event) => { layers = event.layers ?? layers; });
  await session.send('LayerTree.enable');
  return {
    window: () => layers.filter((layer) => layer.drawsContent && layer.width === size.width && layer.height === size.height).reduce((sum, layer) => sum + layer.paintCount, 0),
    async of(selector) {
      const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
      const { node } = await session.send('DOM.describeNode', { nodeId });
      return layers.find((layer) => layer.backendNodeId === node.backendNodeId)?.paintCount ?? 0;
    },
    stop: () => session.detach(),
  };
}
