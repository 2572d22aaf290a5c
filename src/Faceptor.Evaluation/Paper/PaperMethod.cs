namespace Faceptor.Evaluation.Paper;

/// <summary>Whose score a number of the paper is.</summary>
internal enum PaperMethod
{
    /// <summary>Naive Faceptor, trained on seven datasets.</summary>
    Naive,

    /// <summary>Faceptor-Base: Faceptor trained on seven datasets.</summary>
    Base,

    /// <summary>Faceptor-Full: Faceptor trained on all thirteen datasets.</summary>
    Full,

    /// <summary>Another work that the paper quotes, made for the one task.</summary>
    Specialised,

    /// <summary>A way to train that the paper tries out: Layer-Attention, auxiliary learning, transfer.</summary>
    Setting,
}
