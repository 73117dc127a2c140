import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { chromium, withPage } from '../helpers/browser.ts';
import { needs } from '../helpers/needs.ts';
import { until } from '../helpers/wait.ts';
import { test } from '../helpers/zdev.ts';
import { freePort } from '../helpers/zdev-text.ts';

const SCRIPT = "<script>document.title = 'foreign'</script>";
const BROKEN = `throw new Error(${JSON.stringify(`<b>no config</b>${SCRIPT}`)});`;
const MENDED = `require("net").createServer().listen(process.env.PORT, "127.0.0.1");`;
const WEB = `require("http").createServer((_, res) => { res.setHeader("content-type", "text/html"); res.end("<title>shop</title><h1>the shop</h1>"); }).listen(process.env.PORT, "127.0.0.1");`;

const program = chromium();

test(
  'a browser shows the page of a service that waits for a broken one, and then the service, all by itself',
  needs(program !== null, 'there is no Chromium'),
  async ({ rig }) => {
    const port = await freePort();
    const config = `${rig.dir}.run/config`;
    mkdirSync(join(config, 'zdev'), { recursive: true, mode: 0o700 });
    writeFileSync(join(config, 'zdev/config.toml'), `[edge]\nport = ${port}\n`);
    rig.write('db.js', BROKEN);
    rig.write('web.js', WEB);
    rig.write(
      'zinit.toml',
      `project.name = "shop"
[services.db]
exec = "exec node db.js"
port = ${await freePort()}
watch = ["db.js"]
lifecycle = { max_restarts = 1, restart_delay_ms = 1 }
[services.web]
exec = "exec node web.js"
port = ${await freePort()}
requires = ["db"]
`,
    );
    const zdev = rig.zdev(['up', '--exit-on', 'never'], { env: { XDG_CONFIG_HOME: config } });
    await zdev.prints('db: exit code 1; gave up');
    await withPage(program!, `http://web.shop.localhost:${port}/`, async (page) => {
      let text = '';
      const shows = (what: string) =>
        until(
          async () => {
            text = await page.text();
            return text.includes(what);
          },
          { what: () => `the page shows ${what}, after ${text}` },
        );
      await shows('<b>no config</b>');
      expect(text).toContain('web is not ready');
      expect(text).toContain('requires db: failed: exit code 1');
      expect(text).toContain(`Error: <b>no config</b>${SCRIPT}`);
      expect(await page.evaluate('document.title')).toBe('web is not ready · shop');
      expect(await page.evaluate('isSecureContext')).toBe(true);
      rig.write('db.js', MENDED);
      await shows('the shop');
      expect(await page.evaluate('document.title')).toBe('shop');
    });
    expect(await zdev.stop()).toBe(0);
  },
);
