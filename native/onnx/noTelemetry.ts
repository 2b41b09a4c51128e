/**
 * ONNX Runtime 1.30 reports every session to its maker on Linux too, unless this is set before its
 * library is loaded. So this file is imported before the addon, and test/native/engine/network.test.ts
 * watches every socket.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
