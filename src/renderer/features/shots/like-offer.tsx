import { type ReactNode, useEffect, useState } from 'react';
import { isAbort } from '../../../shared/errors/app-error.ts';
import type { LikeOffer as Offer } from '../../../shared/contract/propagate.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { keyframesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { likeTarget } from '../../editor/paste-hints.ts';
import { Button } from '../../ui/button.tsx';

/** Runs a network, so that it waits until the shot is looked at for a moment. */
const ASK_AFTER_MS = 1000;
/** Confidence from which the other shot counts as alike. Below, the guide advises to look before propagating. */
const ALIKE = 0.6;

/** Offers, unasked, to colour an uncoloured shot like the shot of its scene that it resembles most; nothing where none is alike. */
export function LikeOffer({ shot }: { readonly shot: Shot }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const offer = useLikeOffer(document, shot);
  const from = documentIndex(document).shot(offer?.from ?? null);
  if (offer === undefined || from === undefined || !mayOffer(document, shot)) return null;
  const percent = Math.round(offer.confidence * 100);
  return (
    <div className="like-offer" role="status">
      <Button title={`Makes hints of what the network recognises of ${from.name}; one step to undo`} onClick={() => { editor.pastes.startLike(from, [likeTarget(document, shot)]).catch(editor.report); }}>Colour like {from.name}</Button>
      <span>{percent} % confidence</span>
    </div>
  );
}

/** Whether it may be coloured like another: it has no keyframe, and a shot of its scene has one. */
function mayOffer(document: ProjectDocument, { id, sceneId }: Shot): boolean {
  return sceneId !== undefined && keyframesOf(document, id).length === 0 && document.shots.some((other) => other.sceneId === sceneId && other.id !== id && keyframesOf(document, other.id).length > 0);
}

function useLikeOffer(document: ProjectDocument, shot: Shot): Offer | undefined {
  const editor = useEditor();
  const [answer, setAnswer] = useState<{ readonly shotId: ShotId; readonly offer: Offer | null }>();
  const may = mayOffer(document, shot);
  const { keyframes } = document;
  const { id: shotId, range } = shot;
  useEffect(() => {
    if (!may) return undefined;
    const life = new AbortController();
    const timer = window.setTimeout(() => {
      Promise.resolve().then(() => editor.connection.client().propagate.likeOffer({ shotId }, { signal: life.signal })).then(
        (offer) => { if (!life.signal.aborted) setAnswer({ shotId, offer }); },
        (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); },
      );
    }, ASK_AFTER_MS);
    return () => {
      window.clearTimeout(timer);
      life.abort();
    };
  }, [editor, may, shotId, range, keyframes]);
  return answer?.shotId === shotId && answer.offer !== null && answer.offer.confidence >= ALIKE ? answer.offer : undefined;
}
