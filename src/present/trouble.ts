import type { ConfigPlace, Problem } from '../core/diagnosis.ts';
import { holderRemedies, holderText } from './holder.ts';

/** Why a run failed, where that was found out: `./start.sh is not executable: permission denied`. */
export function troubleText(problem: Problem): string {
  switch (problem.type) {
    case 'dir-missing':
      return `directory ${problem.dir} does not exist${placeText(problem.place)}`;
    case 'dir-is-file':
      return `${problem.dir} is not a directory${placeText(problem.place)}`;
    case 'dir-forbidden':
      return `no permission to enter directory ${problem.dir}${placeText(problem.place)}`;
    case 'command-missing':
      return `${problem.command}: command not found`;
    case 'engine-missing':
      return `no container engine: ${problem.engine} is not on the PATH`;
    case 'file-missing':
      return `${problem.path} does not exist`;
    case 'not-executable':
      return `${problem.path} is not executable: permission denied`;
    case 'is-directory':
      return `${problem.path} is a directory`;
    case 'wrong-format':
      return `${problem.path} is no program for this machine: exec format error`;
    case 'crlf':
      return `${problem.path} has line ends of Windows (CRLF)`;
    case 'interpreter-missing':
      return `${problem.path} is to be run by ${problem.interpreter}, which does not exist`;
    case 'virtualenv-missing':
      return `${problem.path} does not exist: no virtual environment`;
    case 'script-missing':
      return `${problem.manager}: Missing script: "${problem.script}"`;
    case 'not-installed':
      return `${problem.what === null ? 'packages are' : `${problem.what} is`} not installed`;
    case 'port-taken': {
      const port = problem.port === null ? 'its port' : `port ${problem.port}`;
      if (problem.holder) return `${port} is held by ${holderText(problem.holder)}`;
      return `${port} was held by somebody else${problem.port === null ? '' : '; it is free now'}`;
    }
    case 'out-of-memory':
      return `out of memory: the kernel ended it${problem.of === 'group' ? ' at the limit of its control group' : ''}`;
  }
}

/** What can be done about it, a line each. */
export function remedyTexts(problem: Problem): string[] {
  switch (problem.type) {
    case 'dir-missing':
      return problem.near === null ? ['correct dir, or make the directory'] : [`did you mean ${problem.near}?`];
    case 'dir-is-file':
    case 'dir-forbidden':
      return ['correct dir'];
    case 'command-missing': {
      const { command, near } = problem;
      if (command === 'source') return ['/bin/sh has no "source": write "." instead'];
      return [...(near === null ? [] : [`did you mean ${near}?`]), `install ${command}, or write its path`];
    }
    case 'engine-missing':
      return [
        'install docker, podman or nerdctl; ZDEV_CONTAINER_ENGINE names another',
        'to run the service on this machine, without a container: x-zdev: { exec: "COMMAND" }',
      ];
    case 'file-missing':
      return problem.near === null ? ['correct the path, or make the file'] : [`did you mean ${problem.near}?`];
    case 'not-executable':
      return [`chmod +x ${problem.path}`];
    case 'is-directory':
      return ['name the program in it'];
    case 'wrong-format':
      return ['build it for this machine, or give it a first line such as #!/bin/sh'];
    case 'crlf':
      return [
        `dos2unix ${problem.path}, or: sed -i 's/\\r$//' ${problem.path}; core.autocrlf = input keeps git from doing it again`,
      ];
    case 'interpreter-missing':
      return [`install ${problem.interpreter}, or correct the first line of ${problem.path}`];
    case 'virtualenv-missing':
      return [`create it: ${problem.make}`];
    case 'script-missing': {
      const { manager, script, near, scripts } = problem;
      if (near !== null) return [`did you mean "${near}"? (${manager} run ${near})`];
      return [
        scripts.length > 0
          ? `package.json has: ${scripts.join(', ')}`
          : `add "${script}" to the scripts of package.json`,
      ];
    }
    case 'not-installed':
      return [problem.install];
    case 'port-taken': {
      const { port, holder } = problem;
      if (port === null) return [];
      return holder ? [...holderRemedies(port, holder), `with port = ${port} zdev waits until it is free`] : [];
    }
    case 'out-of-memory':
      return ['give it, or its machine or container, more memory'];
  }
}

function placeText(place: ConfigPlace | null): string {
  return place === null ? '' : ` (${place.file}:${place.line})`;
}
