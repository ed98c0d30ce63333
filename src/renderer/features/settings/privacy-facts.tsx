import type { ReactNode } from 'react';

/** What leaves this computer, as facts. */
export function PrivacyFacts(): ReactNode {
  return (
    <section aria-label="Privacy" className="setting">
      <h2>Privacy</h2>
      <small>Tintype opens no connection beyond this computer, except to the render farm that you name on its page. It collects no usage data. Uncaught errors are kept on this computer; Help &gt; Problem report shows them, and you decide whom to send them to.</small>
    </section>
  );
}
