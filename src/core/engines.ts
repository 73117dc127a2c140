/** Programs that run containers and understand the options of `docker`, in the order in which they are looked for. */
export const ENGINES: readonly string[] = ['docker', 'podman', 'nerdctl'];
