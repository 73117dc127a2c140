import { type Finding, warning } from '../finding.ts';
import { type Lint, processes } from './context.ts';

/** Defaults that an env file overrides for every service. */
export const shadowedDefault: Lint = ({ defaults, env, envFiles, placeOutside }) =>
  Object.entries(defaults.env ?? {})
    .filter(([key, text]) => Object.hasOwn(env, key) && env[key] !== text)
    .map(([key]) => {
      const message = `${key} of [defaults] has no effect: ${envFiles.join(', ')} sets it too, and wins`;
      return warning('shadowed-variable', message, placeOutside(['defaults', 'env', key]), 'remove one of them');
    });

/** A service whose `PORT` differs from the port that zdev checks. */
export const twoPorts: Lint = (context) =>
  processes(context)
    .filter(({ port, env }) => port !== undefined && env['PORT'] !== String(port))
    .map(({ name, port, env }) => {
      const message = `"${name}" gets PORT=${env['PORT']} from its env, and has the port ${port}`;
      const hint = 'remove PORT from env: port sets it';
      return warning('shadowed-variable', message, context.place(name, ['env', 'PORT'], 'value'), hint);
    });

/** A port in an env file that several services get. Only a Procfile makes their ports differ. */
export const sharedEnvPort: Lint = (context): Finding[] => {
  const { env, envFiles, ofProcfile, placeOfEnv } = context;
  const given = processes(context).filter(
    (service) => service.port === undefined && service.env['PORT'] === env['PORT'] && !ofProcfile.has(service.name),
  );
  if (env['PORT'] === undefined || given.length < 2) return [];
  const names = given.map(({ name }) => `"${name}"`).join(', ');
  const message = `${names} all get PORT=${env['PORT']} from ${envFiles.join(', ')}`;
  return [warning('shadowed-variable', message, placeOfEnv('PORT'), 'give each its own port: port = …')];
};
