import * as Radix from '@radix-ui/react-dialog';
import type { ReactNode } from 'react';

/** A window over the room: Escape and a press outside close it, the focus stays in it and goes back. */
export function Dialog({ title, description, onClose, children, footer }: { readonly title: string; readonly description?: string; readonly onClose: () => void; readonly children: ReactNode; readonly footer?: ReactNode }): ReactNode {
  return (
    <Radix.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-veil" />
        <Radix.Content className="dialog" {...(description === undefined ? { 'aria-describedby': undefined } : {})}>
          <header>
            <Radix.Title asChild><h1>{title}</h1></Radix.Title>
            {description === undefined ? null : <Radix.Description>{description}</Radix.Description>}
          </header>
          <div className="body quiet-scroll">{children}</div>
          {footer === undefined ? null : <footer>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
