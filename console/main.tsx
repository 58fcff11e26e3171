import { render } from 'preact';
import { App } from './app';
import { applyScheme } from './parts/scheme';
import './styles/index.css';

applyScheme();

render(<App />, document.getElementById('console')!);
