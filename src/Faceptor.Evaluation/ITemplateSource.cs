using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation;

/// <summary>Faces gathered in templates, and pairs of templates that show one identity or two: IJB-C.</summary>
internal interface ITemplateSource
{
    /// <summary>The identity task whose embedding is scored.</summary>
    FaceTask Task { get; }

    /// <summary>Name of the set, for example <c>ijbc</c>.</summary>
    string Name { get; }

    /// <summary>Number of faces.</summary>
    int NumFaces { get; }

    /// <summary>Number of pairs of templates.</summary>
    int NumPairs { get; }

    /// <summary>Template, medium and weight of a face.</summary>
    /// <param name="index">From 0.</param>
    IjbCFace GetFace(int index);

    /// <summary>Two templates to compare.</summary>
    /// <param name="index">From 0.</param>
    IjbCPair GetPair(int index);

    /// <summary>All faces, aligned, in order, in batches of any size; not mirrored.</summary>
    IEnumerable<ImageBatch> ReadBatches();
}
