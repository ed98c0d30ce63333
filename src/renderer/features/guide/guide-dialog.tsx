import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { guidePictureUrl } from '../../../shared/contract/file-urls.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { type Block, guidePageOf, guidePictureOf, type Inline, parseMarkdown } from './markdown.ts';

const FIRST = 'README';

/** The guide, as it is shipped with the program: no network is needed for it. */
export function GuideDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const [way, setWay] = useState<readonly string[]>(() => [FIRST, ...[editor.session.getState().guidePage].filter((page) => page !== null)]);
  const [blocks, setBlocks] = useState<readonly Block[]>([]);
  const text = useRef<HTMLDivElement>(null);
  const page = way.at(-1) ?? FIRST;
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().system.guidePage({ page }, { signal: life.signal }).then((found) => {
      setBlocks(parseMarkdown(found.text));
      text.current?.scrollTo({ top: 0 });
    }, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, page]);
  const go = (to: string): void => { setWay([...way, to]); };
  return (
    <Dialog title="Guide" size="wide" focus="main" onClose={onClose} footer={<>
      <Button look="plain" disabled={page === FIRST} onClick={() => { go(FIRST); }}>All pages</Button>
      <Button look="plain" disabled={way.length === 1} onClick={() => { setWay(way.slice(0, -1)); }}>Back</Button>
      <Button look="main" onClick={onClose}>Close</Button>
    </>}>
      <div className="guide quiet-scroll" ref={text} tabIndex={0} role="region" aria-label="Page of the guide">
        {blocks.map((block, index) => <BlockView key={`${page} ${index}`} block={block} onGo={go} />)}
      </div>
    </Dialog>
  );
}

function BlockView({ block, onGo }: { readonly block: Block; readonly onGo: (page: string) => void }): ReactNode {
  const line = (inlines: readonly Inline[]): ReactNode => <Line inlines={inlines} onGo={onGo} />;
  switch (block.kind) {
    case 'heading': return block.level === 1 ? <h2 className="guide-title">{line(block.inlines)}</h2> : <h3>{line(block.inlines)}</h3>;
    case 'paragraph': return <p>{line(block.inlines)}</p>;
    case 'code': return <pre tabIndex={0}>{block.text}</pre>;
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{line(item)}</li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table': return (
      <table>
        <thead><tr>{block.head.map((cell, index) => <th key={index} scope="col">{line(cell)}</th>)}</tr></thead>
        <tbody>{block.rows.map((row, at) => <tr key={at}>{row.map((cell, index) => <td key={index}>{line(cell)}</td>)}</tr>)}</tbody>
      </table>
    );
  }
}

function Line({ inlines, onGo }: { readonly inlines: readonly Inline[]; readonly onGo: (page: string) => void }): ReactNode {
  return inlines.map((each, index) => {
    switch (each.kind) {
      case 'text': return each.text;
      case 'strong': return <b key={index}>{each.text}</b>;
      case 'emphasis': return <em key={index}>{each.text}</em>;
      case 'code': return <code key={index}>{each.text}</code>;
      case 'picture': {
        const name = guidePictureOf(each.to);
        return name === undefined ? null : <img key={index} className="guide-picture" src={guidePictureUrl(name)} alt={each.text} />;
      }
      case 'link': {
        const page = guidePageOf(each.to);
        // Files outside the guide are in the repository only: show the text of the link.
        return page === undefined ? each.text : <button key={index} type="button" className="guide-link" onClick={() => { onGo(page); }}>{each.text}</button>;
      }
    }
  });
}
