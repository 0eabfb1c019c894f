import { render } from 'preact';
import './shell/tokens.css';
import './shell/shell.css';
import './parts/parts.css';
import { App } from './shell/app.js';
import { followTheme } from './shell/theme.js';

followTheme();
render(<App />, document.getElementById('app')!);
