import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Says which machine a process runs on: what stands before its command line. */
type Prefix = readonly string[];

export interface Mount {
  /** A folder of this machine. */
  readonly from: string;
  /** Where the other machine has it. */
  readonly at: string;
}

const ip = (...args: readonly string[]): void => { execFileSync('ip', args, { stdio: 'pipe' }); };

/**
 * A second machine on this one: its own network, host name and mounts (Linux namespaces), on a bridge that stands for the switch between them. What it shares with this
 * machine are the kernel, the clock and the disk: a mount is a bind mount, not NFS.
 */
export class OtherMachine {
  /** Address of this machine as the other one sees it. */
  readonly here: string;
  readonly prefix: Prefix;
  readonly #bridge: string;
  readonly #port: string;
  readonly #namespace: string;

  private constructor(name: string, { hidden, mounts }: { readonly hidden: readonly string[]; readonly mounts: readonly Mount[] }) {
    const id = process.pid % 64_000;
    // Of 198.18.0.0/15, which is for tests of networks (RFC 2544): no network that this machine is in has these addresses.
    const subnet = `198.${18 + (Math.floor(id / 256) % 2)}.${id % 256}`;
    this.here = `${subnet}.1`;
    [this.#bridge, this.#port, this.#namespace] = [`ttb${id}`, `ttp${id}`, `tt-${name}-${id}`];
    ip('netns', 'add', this.#namespace);
    ip('link', 'add', this.#bridge, 'type', 'bridge');
    ip('addr', 'add', `${this.here}/24`, 'dev', this.#bridge);
    ip('link', 'set', this.#bridge, 'up');
    ip('link', 'add', this.#port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.#namespace);
    ip('link', 'set', this.#port, 'master', this.#bridge, 'up');
    ip('-n', this.#namespace, 'addr', 'add', `${subnet}.2/24`, 'dev', 'eth0');
    for (const device of ['eth0', 'lo']) ip('-n', this.#namespace, 'link', 'set', device, 'up');
    for (const { at } of mounts) mkdirSync(at, { recursive: true });
    const steps = [`hostname ${name}`, ...mounts.map(({ from, at }) => `mount --bind '${from}' '${at}'`), ...hidden.map((each) => `mount -t tmpfs none '${each}'`), 'exec "$@"'];
    this.prefix = ['ip', 'netns', 'exec', this.#namespace, 'unshare', '--mount', '--uts', 'sh', '-ec', steps.join('\n'), 'sh'];
  }

  /** `undefined` where there are no namespaces, which need Linux, root and iproute2. `hidden`: folders of this machine that are empty there. */
  static make(name: string, options: { readonly hidden: readonly string[]; readonly mounts: readonly Mount[] }): OtherMachine | undefined {
    return canMake ? new OtherMachine(name, options) : undefined;
  }

  /** Pulls the cable: packets are lost, and neither side is told. */
  cut(): void {
    ip('link', 'set', this.#port, 'nomaster');
  }

  restore(): void {
    ip('link', 'set', this.#port, 'master', this.#bridge);
  }

  remove(): void {
    for (const args of [['link', 'del', this.#bridge], ['netns', 'del', this.#namespace]]) spawnSync('ip', args, { stdio: 'ignore' });
  }
}

const PROBE = `ttx${process.pid % 64_000}`;
/** Whether a second machine can be made here; where not, a line says so. */
export const canMake = spawnSync('unshare', ['--mount', '--uts', '--net', 'sh', '-ec', `hostname x; ip link add ${PROBE} type bridge`], { stdio: 'ignore' }).status === 0;
if (!canMake) process.stderr.write('\n*** No namespaces (Linux, root, iproute2): the tests of a farm of two machines are SKIPPED ***\n\n');
