import { doctor as examine } from '../../engine/system.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { CommandContext } from '../command-options.ts';

const MARKS = { good: 'ok  ', warning: 'note', bad: 'BAD ' } as const;

/** `tintype doctor`: lists what is installed and what is missing. Fails when a required part is missing. */
export async function doctor(_options: { readonly json?: boolean }, { output, openEngine }: CommandContext): Promise<void> {
  const engine = await openEngine();
  try {
    const findings = await examine(engine);
    for (const finding of findings) output.result(finding, `${MARKS[finding.state]} ${finding.subject}: ${finding.text}${finding.advice === undefined ? '' : ` ${finding.advice}`}`);
    const bad = findings.filter((finding) => finding.state === 'bad');
    if (bad.length > 0) throw new AppError('file.missing', `${bad.length} thing${bad.length === 1 ? ' is' : 's are'} missing: ${bad.map((finding) => finding.subject).join(', ')}.`);
  } finally {
    await engine.close();
  }
}
