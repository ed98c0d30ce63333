"""Training of Tintype's two networks: the Hint U-Net and the Video Propagation Network."""
