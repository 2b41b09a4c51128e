import './withoutEval.ts';
import './app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { followEngine } from './store/engineStore.ts';
import { keepAnswersFresh } from './store/keepAnswersFresh.ts';
import { queryClient } from './store/queryClient.ts';

keepAnswersFresh();
followEngine();
createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
