"""Training of Tintype's two networks: the Hint U-Net and the Video Propagation Network."""

import os

# Read by onnxruntime when it is imported (since 1.29): it would otherwise send usage events. Import this package before it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
