namespace Faceptor.Models.Weights;

/// <summary>What a weight file is, as told by its content.</summary>
public enum WeightSource
{
    /// <summary>A file that is readable and none of the others.</summary>
    Unknown,

    /// <summary>Faceptor for .NET's own safetensors, which carry the options of their model.</summary>
    Own,

    /// <summary>A Faceptor checkpoint under the authors' names, first stage.</summary>
    Released,

    /// <summary>A Faceptor checkpoint under the authors' names with Layer-Attention for one task.</summary>
    ReleasedStage2,

    /// <summary>A Naive Faceptor checkpoint under the authors' names.</summary>
    ReleasedNaive,

    /// <summary>FaRL's own file: an image tower, of use as an encoder, and a text tower.</summary>
    Farl,
}
