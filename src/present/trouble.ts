import type { ConfigPlace, Trouble } from '../core/diagnosis.ts';
import { holderText } from './holder.ts';
import { isSaid, saidText } from './said-trouble.ts';

/** The diagnosed reason of a failure: `./start.sh is not executable: permission denied`. */
export function troubleText(trouble: Trouble): string {
  if (isSaid(trouble)) return saidText(trouble);
  switch (trouble.type) {
    case 'dir-missing':
      return `directory ${trouble.dir} does not exist${placeText(trouble.place)}`;
    case 'dir-is-file':
      return `${trouble.dir} is not a directory${placeText(trouble.place)}`;
    case 'dir-forbidden':
      return `no permission to enter directory ${trouble.dir}${placeText(trouble.place)}`;
    case 'command-missing':
      return `${trouble.command}: command not found`;
    case 'engine-missing':
      return `no container engine: ${trouble.engine} is not on the PATH`;
    case 'file-missing':
      return `${trouble.path} does not exist`;
    case 'not-executable':
      return `${trouble.path} is not executable: permission denied`;
    case 'is-directory':
      return `${trouble.path} is a directory`;
    case 'wrong-format':
      return `${trouble.path} is not a program for this machine: exec format error`;
    case 'crlf':
      return `${trouble.path} has Windows line endings (CRLF)`;
    case 'interpreter-missing':
      return `${trouble.path} needs ${trouble.interpreter}, which does not exist`;
    case 'virtualenv-missing':
      return `${trouble.path} does not exist: no virtual environment`;
    case 'script-missing':
      return `${trouble.manager}: Missing script: "${trouble.script}"`;
    case 'not-installed':
      return `${trouble.what === null ? 'packages are' : `${trouble.what} is`} not installed`;
    case 'port-taken': {
      const port = trouble.port === null ? 'its port' : `port ${trouble.port}`;
      if (trouble.holder) return `${port} is held by ${holderText(trouble.holder)}`;
      return `${port} was held by another process${trouble.port === null ? '' : '; it is free now'}`;
    }
    case 'out-of-memory':
      return `out of memory: the kernel killed it${trouble.of === 'group' ? ' at the limit of its control group' : ''}`;
  }
}

function placeText(place: ConfigPlace | null): string {
  return place === null ? '' : ` (${place.file}:${place.line})`;
}
