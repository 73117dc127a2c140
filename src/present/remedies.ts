import type { Trouble } from '../core/diagnosis.ts';
import { holderRemedies } from './holder.ts';
import { saidRemedies } from './said-remedies.ts';
import { isSaid } from './said-trouble.ts';

/** What the user can do about a trouble, one line each. */
export function remedyTexts(trouble: Trouble): string[] {
  if (isSaid(trouble)) return saidRemedies(trouble);
  switch (trouble.type) {
    case 'dir-missing':
      return trouble.near === null ? ['correct dir, or create the directory'] : [`did you mean ${trouble.near}?`];
    case 'dir-is-file':
    case 'dir-forbidden':
      return ['correct dir'];
    case 'command-missing': {
      const { command, near } = trouble;
      if (command === 'source') return ['/bin/sh has no "source": write "." instead'];
      return [...(near === null ? [] : [`did you mean ${near}?`]), `install ${command}, or write its path`];
    }
    case 'engine-missing':
      return [
        'install docker, podman or nerdctl, or name another engine in ZDEV_CONTAINER_ENGINE',
        'to run the service on this machine, without a container: x-zdev: { exec: "COMMAND" }',
      ];
    case 'file-missing': {
      const { near, inDir } = trouble;
      if (inDir !== null) {
        const isOther = near === null || near.startsWith('..');
        return [`it lies in ${inDir}: dir = "${inDir}"${isOther ? '' : `, or write ${near}`}`];
      }
      return near === null ? ['correct the path, or create the file'] : [`did you mean ${near}?`];
    }
    case 'not-executable':
      return [`chmod +x ${trouble.path}`];
    case 'is-directory':
      return ['name a program in it'];
    case 'wrong-format':
      return ['build it for this machine, or give it a first line such as #!/bin/sh'];
    case 'crlf':
      return [
        `dos2unix ${trouble.path}, or: sed -i 's/\\r$//' ${trouble.path}; core.autocrlf = input prevents git from adding them again`,
      ];
    case 'interpreter-missing':
      return [`install ${trouble.interpreter}, or correct the first line of ${trouble.path}`];
    case 'virtualenv-missing':
      return [`create it: ${trouble.make}`];
    case 'script-missing': {
      const { manager, script, near, scripts } = trouble;
      if (near !== null) return [`did you mean "${near}"? (${manager} run ${near})`];
      return [
        scripts.length > 0
          ? `package.json has: ${scripts.join(', ')}`
          : `add "${script}" to the scripts of package.json`,
      ];
    }
    case 'not-installed':
      return [trouble.install];
    case 'port-taken': {
      const { port, holder } = trouble;
      if (port === null) return [];
      return holder ? [...holderRemedies(port, holder), `with port = ${port} zdev waits until it is free`] : [];
    }
    case 'out-of-memory':
      return ['give the service, its machine or its container more memory'];
  }
}
