namespace Faceptor.Core.Layers;

/// <summary>What stands between the two layers of a <see cref="FeedForward"/>.</summary>
public enum FeedForwardActivation
{
    /// <summary>max(x, 0), as in the query decoder.</summary>
    Relu,

    /// <summary>x * sigmoid(1.702 x), as in CLIP's and FaRL's encoders.</summary>
    QuickGelu,
}
